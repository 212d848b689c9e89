package import ConvergeCore

/// What lies beside a manifest, in memory.
package struct InMemorySources: SourceReader {
  private let files: [String: [UInt8]]

  package init(_ files: [String: [UInt8]] = [:]) { self.files = files }

  package init(texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    guard let bytes = files[Self.normalised(path)] else {
      throw HostError(.notFound, "read", path, because: "there is no such file")
    }
    guard bytes.count <= limitBytes else {
      throw HostError(
        .tooLarge, "read", path, because: "it has \(bytes.count) bytes, at most \(limitBytes)")
    }
    return bytes
  }

  package func list(_ path: String) throws(HostError) -> [String] {
    let directory = Self.normalised(path)
    let start = directory.isEmpty ? "" : "\(directory)/"
    let names = files.keys.filter { $0.hasPrefix(start) }
      .compactMap { $0.dropFirst(start.count).split(separator: "/").first.map(String.init) }
    guard !names.isEmpty || start.isEmpty else {
      throw HostError(.notFound, "list", path, because: "there is no such directory")
    }
    return Array(Set(names))
  }

  /// Without `.`, and with what `..` leaves.
  private static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
