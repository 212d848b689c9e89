internal import ConvergeCore
internal import ConvergeHost
internal import Synchronization

/// Reads what lies beside a manifest, and remembers the digest of all that was read, and whether it is
/// still what it was.
final class DigestingSources: SourceReader {
  private struct State {
    var digests: [String: Digest]
    /// From before each was read, by their full paths.
    var stamps: [String: FileStamp?]
  }

  private let inner: any SourceReader
  private let directory: String
  private let state: Mutex<State>

  /// - Parameters:
  ///   - directory: what relative paths start from.
  ///   - text: the manifest's own.
  ///   - stamp: of where it was read, from before that.
  init(
    _ inner: any SourceReader, in directory: String, _ text: [UInt8],
    _ stamp: (path: String, before: FileStamp?)
  ) {
    self.inner = inner
    self.directory = directory
    state = Mutex(State(digests: ["": Digest(of: text)], stamps: [stamp.path: stamp.before]))
  }

  func read(_ path: String, limitBytes: Int) throws(HostError) -> [UInt8] {
    note(path)
    let content = try inner.read(path, limitBytes: limitBytes)
    let digest = Digest(of: content)
    state.withLock { $0.digests[path] = digest }
    return content
  }

  func list(_ path: String) throws(HostError) -> [String] {
    note(path)
    return try inner.list(path)
  }

  private func note(_ path: String) {
    let full = path.hasPrefix("/") ? path : "\(directory)/\(path)"
    let stamp = FileStamp(of: full)
    state.withLock { state in
      // What changed while it was read twice has changed.
      if state.stamps[full] == nil { state.stamps[full] = .some(stamp) }
    }
  }

  /// Of everything, whatever the order in which it was asked for.
  var digest: Digest {
    let known = state.withLock { $0.digests }
    let lines = known.sorted { $0.key < $1.key }.map { "\($0.key)\0\($0.value)\n" }
    return Digest(of: lines.joined())
  }

  /// Whether nothing of it was touched since.
  var isCurrent: Bool {
    state.withLock { $0.stamps }.allSatisfy { FileStamp(of: $0.key) == $0.value }
  }
}
