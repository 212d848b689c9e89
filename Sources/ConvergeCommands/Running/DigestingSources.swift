internal import ConvergeCore
internal import Synchronization

/// Reads what lies beside a manifest, and remembers the digest of all that was read.
final class DigestingSources: SourceReader {
  private let inner: any SourceReader
  private let read: Mutex<[String: Digest]>

  /// - Parameter text: the manifest's own.
  init(_ inner: any SourceReader, _ text: [UInt8]) {
    self.inner = inner
    read = Mutex(["": Digest(of: text)])
  }

  func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    let content = try inner.read(path, limitBytes: limitBytes)
    let digest = Digest(of: content)
    read.withLock { $0[path] = digest }
    return content
  }

  func list(_ path: String) throws(HostError) -> [String] { try inner.list(path) }

  /// Of everything, whatever the order in which it was asked for.
  var digest: Digest {
    let known = read.withLock { $0 }
    let lines = known.sorted { $0.key < $1.key }.map { "\($0.key)\0\($0.value)\n" }
    return Digest(of: lines.joined())
  }
}
