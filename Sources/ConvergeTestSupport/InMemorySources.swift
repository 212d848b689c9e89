package import ConvergeCore

/// What lies beside a manifest, in memory.
package struct InMemorySources: SourceReader {
  private let files: [String: [UInt8]]

  package init(_ files: [String: [UInt8]] = [:]) { self.files = files }

  package init(texts: [String: String]) { files = texts.mapValues { Array($0.utf8) } }

  package func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    guard let bytes = files[path] else {
      throw HostError(.notFound, "read", path, because: "there is no such file")
    }
    guard bytes.count <= limitBytes else {
      throw HostError(
        .tooLarge, "read", path, because: "it has \(bytes.count) bytes, at most \(limitBytes)")
    }
    return bytes
  }
}
