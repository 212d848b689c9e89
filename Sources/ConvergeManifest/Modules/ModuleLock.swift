package import ConvergeCore
internal import ConvergeYAML

/// `converge.lock`: the exact commit of every repository of another host that a manifest takes
/// modules from, and a digest of each module.
package struct ModuleLock: Sendable {
  /// Beside the manifest.
  package static let file = "converge.lock"
  package static let sizeLimitBytes = 4 << 20
  static let version = "1"

  /// A repository at a ref.
  package struct Entry: Sendable {
    package let revision: RemoteRevision
    package var commit: String
    /// Of its modules, by their directories; the root's is empty.
    package var modules: [String: Module]
    /// Nil where it was not read.
    package let place: Place?

    package init(
      _ revision: RemoteRevision, commit: String, modules: [String: Module] = [:],
      at place: Place? = nil
    ) {
      self.revision = revision
      self.commit = commit
      self.modules = modules
      self.place = place
    }
  }

  /// A module of a repository.
  package struct Module: Sendable {
    /// As `ModuleContent.digest` is written.
    package let digest: String
    /// Nil where it was not read.
    package let place: Place?

    package init(digest: String, at place: Place? = nil) {
      self.digest = digest
      self.place = place
    }
  }

  package private(set) var entries: [RemoteRevision: Entry] = [:]

  /// An empty one.
  package init() {}

  /// Reads one; what is wrong with it is reported with its place.
  package init(_ bytes: [UInt8], file: String, reporting problems: inout Diagnostics) {
    let (root, found) = YAMLReader(file: file).read(bytes)
    problems.append(contentsOf: found)
    if found.hasErrors { return }
    var reader = ModuleLockReader(file: file)
    for entry in reader.entries(root, reporting: &problems) { entries[entry.revision] = entry }
  }

  package subscript(revision: RemoteRevision) -> Entry? {
    get { entries[revision] }
    set { entries[revision] = newValue }
  }

  /// What is locked of a source; nil where it is not.
  package func locked(_ source: RemoteSource) -> (entry: Entry, module: Module)? {
    guard let entry = entries[source.revision], let module = entry.modules[source.directory] else {
      return nil
    }
    return (entry, module)
  }

  /// Leaves out all modules but these.
  package mutating func keep(_ sources: Set<RemoteSource>) {
    for (revision, entry) in entries {
      let kept = entry.modules.filter {
        sources.contains(RemoteSource(revision: revision, directory: $0.key))
      }
      entries[revision]?.modules = kept
      if kept.isEmpty { entries[revision] = nil }
    }
  }

  /// All modules, in the order of the file.
  package var sources: [RemoteSource] {
    sortedEntries.flatMap { entry in
      entry.modules.keys.sorted().map {
        RemoteSource(revision: entry.revision, directory: $0)
      }
    }
  }

  /// The file, the same for the same content.
  package var text: String {
    let repositories = sortedEntries.map { entry in
      Value.record([
        "url": .text(entry.revision.url), "ref": .text(entry.revision.ref),
        "commit": .text(entry.commit),
        "modules": .mapping(
          entry.modules.sorted { $0.key < $1.key }.map {
            Value.Member($0.key.isEmpty ? "." : $0.key, .text($0.value.digest))
          }),
      ])
    }
    return Self.head
      + Value.record(["version": .integer(1), "repositories": .list(repositories)]).yamlText()
  }

  private var sortedEntries: [Entry] {
    entries.values.sorted { RemoteRevision.precedes($0.revision, $1.revision) }
  }

  private static let head = """
    # The exact state of the modules that are taken from other hosts. Written by
    # 'converge module lock'; keep it with the manifest.

    """
}
