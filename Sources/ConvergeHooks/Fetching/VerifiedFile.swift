package import ConvergeCore

/// A file of a hook whose content is what it has to be.
package struct VerifiedFile: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    case bytes([UInt8])
    case cached(path: String)
  }

  package let name: String
  package let digest: Digest
  package let sizeBytes: Int64
  package let isExecutable: Bool
  /// The name or fingerprint of whoever has signed it; nil where no signature was asked for.
  package let signer: String?
  let content: Content

  /// As a name that is no hook file's it is only ours for a moment.
  private static let temporaryName = ".placing~"

  /// The bytes, which are hashed once more.
  package func bytes(on host: Host, limitBytes: Int) throws(HostError) -> [UInt8] {
    switch content {
    case .bytes(let bytes): return bytes
    case .cached(let path):
      let bytes = try host.files.read(path, limitBytes: limitBytes)
      guard Digest(of: bytes) == digest else {
        throw copy(of: path, mode: 0, owner: FileOwner(user: nil, group: nil))
          .mismatch(found: Digest(of: bytes), at: name)
      }
      return bytes
    }
  }

  /// Puts it into a run's directory, under its name; one that is there goes.
  ///
  /// What is placed are the bytes that were verified: those of the cache are hashed while they are
  /// copied, and others are refused.
  package func place(
    in directory: String, mode: UInt16, owner: FileOwner, on host: Host
  ) throws(HostError) {
    let temporary = "\(directory)/\(Self.temporaryName)"
    if try host.files.status(temporary) != nil { try host.files.remove(temporary) }
    switch content {
    case .bytes(let bytes):
      try host.files.stage(
        Candidate(content: bytes, mode: mode, owner: owner, likeness: nil), at: temporary)
    case .cached(let path):
      try host.files.stage(copy(of: path, mode: mode, owner: owner), at: temporary)
    }
    try host.files.rename(temporary, to: "\(directory)/\(name)")
  }

  private func copy(of path: String, mode: UInt16, owner: FileOwner) -> VerifiedCopy {
    VerifiedCopy(of: path, digest: digest, limitBytes: sizeBytes, mode: mode, owner: owner)
  }
}
