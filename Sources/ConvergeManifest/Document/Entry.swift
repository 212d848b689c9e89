internal import ConvergeCore

/// One entry of a section: a resource as it was written, or after its expressions were evaluated.
struct Entry {
  let kind: Kind
  let type: any Resource.Type
  let label: Node
  /// Nil where the section is a list of names.
  let value: Node?
  let origin: DocumentOrigin
  /// What it starts from.
  var defaults: [Node.Entry] = []
  /// What references call it together with the others that one entry expanded to; nil where it
  /// stands for itself.
  var group: String?
}

/// What the entries of one document are read with: where it stands, and what its expressions see.
///
/// A class, since every entry refers to it.
final class DocumentOrigin: Sendable {
  /// As the user named it.
  let file: String
  /// Its directory.
  let folder: SourceFolder

  init(file: String, folder: SourceFolder) {
    self.file = file
    self.folder = folder
  }
}
