internal import ConvergeCore

/// Reads the files of a module of another host, and nothing beside them: what was held against the
/// lock is what is read.
struct ModuleContentSources: SourceReader {
  private let files: [String: [UInt8]]

  init(_ content: ModuleContent) {
    files = Dictionary(content.files.map { ($0.path, $0.bytes) }) { first, _ in first }
  }

  func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    let inside = try Self.inside(path, "read")
    guard let bytes = files[inside] else {
      throw HostError(.notFound, "read", path, because: Message.missing)
    }
    guard bytes.count <= limitBytes else {
      throw HostError(.tooLarge, "read", path, because: Message.tooLarge(limitBytes))
    }
    return bytes
  }

  func list(_ path: String) throws(HostError) -> [String] {
    let directory = try Self.inside(path, "list")
    let start = directory.isEmpty ? "" : "\(directory)/"
    let names = Set(
      files.keys.filter { $0.hasPrefix(start) }
        .compactMap { $0.dropFirst(start.count).split(separator: "/").first.map(String.init) })
    guard !names.isEmpty else {
      throw HostError(.notFound, "list", path, because: Message.noDirectory)
    }
    return Array(names)
  }

  private static func inside(_ path: String, _ operation: String) throws(HostError) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part != ".." {
        parts.append(part)
      } else if parts.popLast() == nil {
        throw HostError(.refused, operation, path, because: Message.outside)
      }
    }
    guard !path.hasPrefix("/") else {
      throw HostError(.refused, operation, path, because: Message.outside)
    }
    return parts.joined(separator: "/")
  }
}

private enum Message {
  static let missing = "the module has no such file"
  static let noDirectory = "the module has no such directory"
  static let outside = "a module of another host reads only what is in its own directory"
  static func tooLarge(_ limit: Int) -> String { "it is larger than the limit of \(limit) bytes" }
}
