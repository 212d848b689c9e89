package import ConvergeCore
internal import ConvergeTemplate
internal import ConvergeYAML

/// Reads manifests, and says everything that is wrong with one at once.
///
/// The stages follow one another as values: text, nodes, documents (a manifest and what it
/// includes) with their entries, entries with expressions evaluated and `for_each` expanded, a
/// declaration for each, resources, edges. Nothing is read but the text, what lies beside it
/// (through `sources`), and what it asks its surroundings for: facts, secrets, the environment.
package struct ManifestReader: Sendable {
  /// After so many problems the rest of a manifest is not looked at.
  package static let problemLimit = 1_000

  private let kinds: KindCatalog
  private let sources: any SourceReader
  private let surroundings: Surroundings

  package init(
    kinds: [any Resource.Type], sources: any SourceReader,
    surroundings: Surroundings = Surroundings()
  ) {
    self.kinds = KindCatalog(kinds)
    self.sources = sources
    self.surroundings = surroundings
  }

  /// What came of a text.
  package struct Reading: Sendable {
    /// Nil where anything is wrong.
    package let manifest: Manifest?
    /// What is right of it, for those who look for more that is wrong; nil where nothing could be
    /// read.
    package let draft: Manifest?
    /// In the order of their places.
    package let problems: Diagnostics
    /// The texts that the places point into, by the names that they use.
    package let texts: [String: [UInt8]]
    /// The uses of modules of other hosts, also of those that cannot be used.
    package let remotes: [RemoteUse]
    /// Whether there may be more of them, which something wrong hides.
    package let hidesRemotes: Bool
  }

  package func read(_ text: ManifestText) -> Reading {
    let (root, found) = YAMLReader(file: text.file).read(text.bytes)
    var problems = found
    let journal = Journal()
    for (file, text) in surroundings.texts { journal.keep(text, as: file) }
    journal.keep(text.bytes, as: text.file)
    let folder = SourceFolder(sources, ofManifest: text.file)
    let library = ModuleLibrary(kinds, surroundings, home: folder, of: text)
    let draft =
      root == nil && found.hasErrors
      ? nil : manifest(root, of: text, in: folder, library, journal, reporting: &problems)
    let sorted = problems.completed(by: journal).sortedByPlace(first: text.file)
    return Reading(
      manifest: problems.hasErrors ? nil : draft, draft: draft, problems: sorted,
      texts: journal.texts, remotes: library.remotes.uses,
      hidesRemotes: draft == nil || library.hasUnknown)
  }

  private func manifest(
    _ root: Node?, of text: ManifestText, in folder: SourceFolder, _ library: ModuleLibrary,
    _ journal: Journal, reporting problems: inout Diagnostics
  ) -> Manifest? {
    let work = ManifestEvaluation(
      root, of: text, in: folder, library, journal, reporting: &problems)
    defer { work.end() }
    work.check()
    var walk = ManifestWalk(
      kinds: kinds, journal: journal, seed: surroundings.seed, manifest: work.header.name,
      count: work.entries.count)
    walk.walk(work, reporting: &problems)
    if walk.isEnded { return nil }
    let outputs = work.givenOutputs()
    problems.append(contentsOf: journal.takeProblems())
    let inventory = walk.inventory
    var linker = Linker(inventory: inventory, kinds: kinds)
    linker.link(reporting: &problems)
    return Manifest(
      name: work.header.name, description: work.header.description, file: text.file,
      path: text.path, digest: Digest(of: text.bytes), resources: inventory.resources,
      edges: linker.edges, junctions: linker.junctions, excluded: inventory.excludedIdentities,
      excludedCount: walk.excludedCount, outputs: outputs,
      modules: walk.modules)
  }
}

extension Diagnostics {
  /// The same in the order of the text; what has no place comes first. What an alias brings to
  /// several resources is told once.
  ///
  /// - Parameter file: whose problems come before those of other files.
  fileprivate func sortedByPlace(first file: String) -> Diagnostics {
    let files = firstMentions(after: file)
    let sorted = items.enumerated().sorted { left, right in
      let (first, second) = (left.element.place, right.element.place)
      let (firstFile, secondFile) = (
        first.flatMap { files[$0.file] } ?? -1, second.flatMap { files[$0.file] } ?? -1
      )
      return (firstFile, first?.line ?? 0, first?.column ?? 0, left.offset)
        < (secondFile, second?.line ?? 0, second?.column ?? 0, right.offset)
    }
    var result = Diagnostics()
    var told: Set<Diagnostic> = []
    for (_, item) in sorted where told.insert(item).inserted { result.append(item) }
    return result
  }

  /// The files in the order in which problems name them, behind one that comes first.
  private func firstMentions(after file: String) -> [String: Int] {
    var result = [file: 0]
    for case let place? in items.map(\.place) where result[place.file] == nil {
      result[place.file] = result.count
    }
    return result
  }

  /// The same with the definitions of numbers that were not what they had been written as.
  fileprivate func completed(by journal: Journal) -> Diagnostics {
    var result = Diagnostics()
    for item in items {
      guard let place = item.place, item.severity == .error,
        let definition = journal.definition(ofNumberAt: place)
      else {
        result.append(item)
        continue
      }
      let note = Diagnostic.Related(
        Message.definedHere(definition.name, definition.text), at: definition.place)
      result.append(
        Diagnostic(
          item.severity, item.message, at: place, hint: item.hint, related: item.related + [note],
          hidesLine: item.hidesLine))
    }
    return result
  }
}

private enum Message {
  static func definedHere(_ name: String, _ text: String) -> String {
    "'\(name)' is defined here: write \"\(text)\""
  }
}
