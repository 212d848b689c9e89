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

  /// A thing of the same kind in the same module.
  func reference(_ name: String) -> Reference {
    Reference(module: origin.module?.path ?? "", kind: kind.name, name: name)
  }
}

/// What the entries of one document are read with: where it stands, and what its expressions see.
///
/// A class, since every entry refers to it.
final class DocumentOrigin: Sendable {
  /// As the user named it.
  let file: String
  /// Its directory.
  let folder: SourceFolder
  /// The same for declarations: one piece of memory for all of them.
  let sources: any SourceReader
  /// The module that it belongs to; nil for the manifest itself.
  let module: ModuleOrigin?

  init(file: String, folder: SourceFolder, module: ModuleOrigin? = nil) {
    self.file = file
    self.folder = folder
    sources = folder
    self.module = module
  }
}

/// What the resources of a module get from the entry that uses it.
final class ModuleOrigin: Sendable {
  /// What references call the module, from the manifest on: `docker`, `site/docker`.
  let path: String
  /// Of its entry and those around it.
  let tags: [String]
  let isEnforced: Bool

  init(path: String, tags: [String], isEnforced: Bool) {
    self.path = path
    self.tags = tags
    self.isEnforced = isEnforced
  }
}
