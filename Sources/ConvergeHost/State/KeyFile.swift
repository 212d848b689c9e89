package import ConvergeCore
internal import Glibc

/// The key of this host, by which digests of secrets say nothing to whoever has no key.
package struct KeyFile: Sendable {
  private let directory: StateDirectory
  private static let sizeBytes = 32

  /// - Parameter directory: one that is prepared.
  package init(in directory: StateDirectory) { self.directory = directory }

  /// The key, 32 random bytes; made and kept at the first time, by whoever holds the run lock.
  package func key() throws(HostError) -> [UInt8] {
    let files = LocalFiles()
    if let key = try existing(files) { return key }
    // A whole file gets the name. One that was left in the middle is replaced.
    let temporary = "\(directory.path)/.key.new~"
    if try files.status(temporary) != nil { try files.remove(temporary) }
    try files.stage(
      Candidate(
        content: RandomBytes.make(Self.sizeBytes), mode: 0o600,
        owner: FileOwner(user: nil, group: nil), likeness: nil), at: temporary)
    do { try files.rename(temporary, to: path) } catch {
      try? files.remove(temporary)
      throw error
    }
    guard let key = try existing(files) else {
      throw SystemFailure.error(ENOENT, "read", path)
    }
    return key
  }

  private var path: String { "\(directory.path)/key" }

  private func existing(_ files: LocalFiles) throws(HostError) -> [UInt8]? {
    guard let status = try files.status(path) else { return nil }
    guard status.type == .file, status.user == geteuid(), status.mode & 0o077 == 0 else {
      throw HostError(
        .refused, "use the key", path, because: Message.exposed, remedy: Message.replace)
    }
    let key = try files.read(path, limitBytes: 1024)
    guard key.count == Self.sizeBytes else {
      throw HostError(
        .refused, "use the key", path, because: Message.size(key.count), remedy: Message.replace)
    }
    return key
  }
}

private enum Message {
  static let exposed = "it is not a file of ours that nobody else can read"
  static func size(_ count: Int) -> String { "it has \(count) bytes where a key has 32" }
  static let replace = "remove it: a new one is made, and secrets count as changed once"
}
