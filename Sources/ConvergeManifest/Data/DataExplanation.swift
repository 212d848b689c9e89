package import ConvergeCore
internal import ConvergeYAML

/// Where the data of a manifest come from (`language.md`, section 7).
package struct DataExplanation: Sendable {
  /// A value as one file has it.
  package struct Origin: Sendable {
    package let value: Value
    package let place: Place
  }

  /// A value that is no mapping, or an empty one: what one file alone gives.
  package struct Item: Sendable {
    /// From the top of the data.
    package let keys: [String]
    package let given: Origin
    /// What weaker files have in its place, the strongest first.
    package let hidden: [Origin]
  }

  /// All data, merged.
  package let value: Value
  /// What is wrong with the manifest or with a data file.
  package let problems: Diagnostics
  /// The texts that places point into, by the names that they use.
  package let texts: [String: [UInt8]]
  /// The files that are there, the strongest first.
  package let files: [String]

  private let roots: [Node]

  /// Reads the manifest's head and its data files; no resource is looked at.
  package init(
    _ text: ManifestText, kinds: [any Resource.Type], sources: any SourceReader,
    surroundings: Surroundings
  ) {
    let (root, found) = YAMLReader(file: text.file).read(text.bytes)
    var problems = found
    let journal = Journal()
    for (file, text) in surroundings.texts { journal.keep(text, as: file) }
    journal.keep(text.bytes, as: text.file)
    var levels: [DataHierarchy.Level] = []
    if root != nil || !found.hasErrors {
      let folder = SourceFolder(sources, ofManifest: text.file)
      let library = ModuleLibrary(KindCatalog(kinds), surroundings, home: folder, of: text)
      let work = ManifestEvaluation(
        root, of: text, in: folder, library, journal, reporting: &problems)
      work.check()
      levels = work.data.levels()
      work.end()
      problems.append(contentsOf: journal.takeProblems())
    }
    self.problems = problems
    texts = journal.texts
    roots = levels.map(\.root)
    files = roots.map(\.place.file)
    value = roots.reduce(.mapping([])) { DataHierarchy.merge($0, over: $1.value) }
  }

  /// The keys that a path is made of; a key may have dots in it itself, and the longest counts. Nil
  /// where it leads nowhere.
  package func keys(of path: String) -> [String]? {
    Self.keys(path.split(separator: ".", omittingEmptySubsequences: false)[...], in: value)
  }

  private static func keys(_ parts: ArraySlice<Substring>, in value: Value) -> [String]? {
    if parts.isEmpty { return [] }
    guard case .mapping = value else { return nil }
    for count in stride(from: parts.count, to: 0, by: -1) {
      let key = parts.prefix(count).joined(separator: ".")
      guard let inner = value[key] else { continue }
      return keys(parts.dropFirst(count), in: inner).map { [key] + $0 }
    }
    return nil
  }

  /// The merged value below `keys`.
  package func value(at keys: [String]) -> Value {
    keys.reduce(value) { $0[$1] ?? .null }
  }

  /// What the value below `keys` consists of, in its order.
  package func items(at keys: [String]) -> [Item] {
    let value = value(at: keys)
    if case .mapping(let members) = value, !members.isEmpty {
      return members.flatMap { items(at: keys + [$0.key]) }
    }
    // The strongest that has it gives it: what a mapping is merged from has no value of its own.
    let origins = roots.compactMap { root in
      keys.reduce(root) { $0?[$1] }.map { Origin(value: $0.value, place: $0.place) }
    }
    guard let first = origins.first else { return [] }
    return [Item(keys: keys, given: first, hidden: Array(origins.dropFirst()))]
  }
}
