/// A new file with the bytes of another one, known by their digest.
package struct VerifiedCopy: Sendable, Equatable {
  package let source: String
  package let digest: Digest
  package let limitBytes: Int64
  package let mode: UInt16
  /// nil parts are left as they come.
  package let owner: FileOwner

  package init(
    of source: String, digest: Digest, limitBytes: Int64, mode: UInt16,
    owner: FileOwner = FileOwner(user: nil, group: nil)
  ) {
    self.source = source
    self.digest = digest
    self.limitBytes = limitBytes
    self.mode = mode
    self.owner = owner
  }

  /// The error for bytes that are others.
  package func mismatch(found: Digest, at path: String) -> HostError {
    HostError(
      .refused, "write", path,
      because: Message.mismatch(source, expected: digest.hexadecimal, found: found.hexadecimal))
  }
}

/// By what every file system can: for those that have all in memory anyway.
extension FileSystem {
  package func digest(of path: String, limitBytes: Int64) throws(HostError) -> Digest {
    Digest(of: try read(path, limitBytes: Int(limitBytes)))
  }

  package func stage(_ copy: VerifiedCopy, at temporary: String) throws(HostError) {
    let content = try read(copy.source, limitBytes: Int(copy.limitBytes))
    let found = Digest(of: content)
    guard found == copy.digest else { throw copy.mismatch(found: found, at: temporary) }
    try stage(
      Candidate(content: content, mode: copy.mode, owner: copy.owner, likeness: nil),
      at: temporary)
  }
}

private enum Message {
  static func mismatch(_ source: String, expected: String, found: String) -> String {
    "'\(source)' has been changed: its SHA-256 is \(found) and not \(expected)"
  }
}
