package import ConvergeCore

/// A directory below or beside the manifest's, from which relative paths start.
package struct SourceFolder: SourceReader {
  private let sources: any SourceReader
  /// What is put before relative paths; empty for the manifest's own directory.
  private let prefix: String
  /// What the user sees of the manifest's directory: empty for the current one.
  private let shownPrefix: String
  /// The module of another host that it lies in; paths are those in it.
  private let module: Remote?

  private struct Remote: Sendable {
    let source: RemoteSource
    /// Where its files are kept.
    let path: String
  }

  /// The directory of a manifest; `file` is its name as the user gave it.
  package init(_ sources: any SourceReader, ofManifest file: String) {
    self.init(sources, prefix: "", shownPrefix: Self.directory(of: file), nil)
  }

  /// The directory of a module of another host, which reads its own files alone.
  init(_ stored: StoredModule, of source: RemoteSource) {
    self.init(
      ModuleContentSources(stored.content), prefix: "", shownPrefix: "",
      Remote(source: source, path: stored.path))
  }

  private init(
    _ sources: any SourceReader, prefix: String, shownPrefix: String, _ module: Remote?
  ) {
    self.sources = sources
    self.prefix = prefix
    self.shownPrefix = shownPrefix
    self.module = module
  }

  /// The module of another host that it lies in.
  var remote: RemoteSource? { module?.source }

  /// Where a file of a module of another host is kept; nil for files of this one.
  func keptPath(_ path: String) -> String? {
    module.map { "\($0.path)/\(Self.normalised(full(path)))" }
  }

  /// The directory that a file stands in; `path` as for `read`.
  func folder(ofFile path: String) -> SourceFolder {
    SourceFolder(
      sources, prefix: Self.directory(of: full(path)),
      shownPrefix: Self.directory(of: Self.normalised(Self.join(shownPrefix, path))), module)
  }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    try sources.read(full(path), limitBytes: limitBytes)
  }

  package func list(_ path: String) throws(HostError) -> [String] {
    try sources.list(full(path))
  }

  /// The same for every way of writing it; links are not followed.
  func key(_ path: String) -> String {
    let inside = Self.normalised(full(path))
    return remote.map { "\($0)#\(inside)" } ?? inside
  }

  /// How messages call a file.
  package func shown(_ path: String) -> String {
    let inside = Self.normalised(Self.join(shownPrefix, path))
    guard let remote else { return inside }
    return inside.isEmpty ? "\(remote)" : "\(remote)#\(inside)"
  }

  /// The module of another host that a path leads to from here, where it leads out of the one that
  /// this directory lies in; nil where it does not, or leads out of the repository.
  func neighbour(_ path: String) -> RemoteSource? {
    let inside = Self.normalised(full(path))
    return inside == ".." || inside.hasPrefix("../") ? remote?.neighbour(inside) : nil
  }

  private static func normalised(_ full: String) -> String {
    var parts: [Substring] = []
    for part in full.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (full.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  private func full(_ path: String) -> String { Self.join(prefix, path) }

  private static func join(_ directory: String, _ path: String) -> String {
    if path.hasPrefix("/") || directory.isEmpty { return path }
    return directory == "/" ? "/\(path)" : "\(directory)/\(path)"
  }

  private static func directory(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
