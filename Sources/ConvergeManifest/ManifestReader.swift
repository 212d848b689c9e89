package import ConvergeCore
internal import ConvergeYAML

/// Reads manifests, and says everything that is wrong with one at once.
///
/// The stages follow one another as values: text, nodes, a document with its entries, a declaration
/// for each, resources, edges. What turns one entry into others (parameters, expressions,
/// `for_each`, modules) goes between the document and its declarations. Nothing is read but the
/// text and, through `sources`, what lies beside it.
package struct ManifestReader: Sendable {
  /// After so many problems the rest of a manifest is not looked at.
  package static let problemLimit = 1_000

  private let kinds: KindCatalog
  private let sources: any SourceReader

  package init(kinds: [any Resource.Type], sources: any SourceReader) {
    self.kinds = KindCatalog(kinds)
    self.sources = sources
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
  }

  package func read(_ text: ManifestText) -> Reading {
    let (root, found) = YAMLReader(file: text.file).read(text.bytes)
    var problems = found
    let draft =
      root == nil && found.hasErrors ? nil : manifest(root, of: text, reporting: &problems)
    return Reading(
      manifest: problems.hasErrors ? nil : draft, draft: draft, problems: problems.sortedByPlace,
      texts: [text.file: text.bytes])
  }

  private func manifest(
    _ root: Node?, of text: ManifestText, reporting problems: inout Diagnostics
  ) -> Manifest? {
    let document = Document(root, of: text, kinds: kinds, reporting: &problems)
    var inventory = Inventory(count: document.entries.count)
    for entry in document.entries {
      guard problems.items.count < Self.problemLimit else {
        problems.error(Message.tooMany, at: entry.label.place)
        return nil
      }
      let declared = DeclarationReader(entry: entry, sources: sources).read(reporting: &problems)
      inventory.add(declared, entry.type, reporting: &problems)
    }
    var linker = Linker(inventory: inventory, kinds: kinds)
    linker.link(reporting: &problems)
    return Manifest(
      name: document.name ?? "", description: document.description, file: text.file,
      path: text.path, digest: Digest(of: text.bytes), resources: inventory.resources,
      edges: linker.edges, junctions: linker.junctions)
  }
}

extension Diagnostics {
  /// The same in the order of the text; what has no place comes first. What an alias brings to
  /// several resources is told once.
  fileprivate var sortedByPlace: Diagnostics {
    let sorted = items.enumerated().sorted { left, right in
      let (first, second) = (left.element.place, right.element.place)
      return (first?.line ?? 0, first?.column ?? 0, left.offset)
        < (second?.line ?? 0, second?.column ?? 0, right.offset)
    }
    var result = Diagnostics()
    var told: Set<Diagnostic> = []
    for (_, item) in sorted where told.insert(item).inserted { result.append(item) }
    return result
  }
}

private enum Message {
  static let tooMany =
    "more than \(ManifestReader.problemLimit) problems; what follows is not looked at"
}
