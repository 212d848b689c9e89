package import ConvergeCore

/// A directory below or beside the manifest's, from which relative paths start.
package struct SourceFolder: SourceReader {
  private let sources: any SourceReader
  /// What is put before relative paths; empty for the manifest's own directory.
  private let prefix: String
  /// What the user sees of the manifest's directory: empty for the current one.
  private let shownPrefix: String

  /// The directory of a manifest; `file` is its name as the user gave it.
  package init(_ sources: any SourceReader, ofManifest file: String) {
    self.init(sources, prefix: "", shownPrefix: Self.directory(of: file))
  }

  private init(_ sources: any SourceReader, prefix: String, shownPrefix: String) {
    self.sources = sources
    self.prefix = prefix
    self.shownPrefix = shownPrefix
  }

  /// The directory that a file stands in; `path` as for `read`.
  func folder(ofFile path: String) -> SourceFolder {
    SourceFolder(
      sources, prefix: Self.directory(of: full(path)),
      shownPrefix: Self.directory(of: shown(path)))
  }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    try sources.read(full(path), limitBytes: limitBytes)
  }

  package func list(_ path: String) throws(HostError) -> [String] {
    try sources.list(full(path))
  }

  /// The same for every way of writing it; links are not followed.
  func key(_ path: String) -> String { Self.normalised(full(path)) }

  /// How messages call a file.
  func shown(_ path: String) -> String { Self.normalised(Self.join(shownPrefix, path)) }

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
