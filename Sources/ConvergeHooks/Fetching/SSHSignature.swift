internal import Crypto

/// A signature as `ssh-keygen -Y sign` makes it (OpenSSH's PROTOCOL.sshsig, version 1), by an
/// Ed25519 key and for our own namespace.
struct SSHSignature: Sendable, Hashable {
  /// What a signature is made for, so that one that was made for something else counts for nothing.
  static let namespace = "converge"
  static let heading = "-----BEGIN SSH SIGNATURE-----"
  private static let ending = "-----END SSH SIGNATURE-----"
  private static let preamble = Array("SSHSIG".utf8)

  enum Hash: String { case sha256, sha512 }

  let key: SigningKey
  let hash: Hash
  let signature: [UInt8]

  /// Reads the text with its first and last line.
  init(armoured text: String) throws(SignatureProblem) {
    let lines = text.utf8.split { $0 == 0x0A || $0 == 0x0D }.map(Substring.init)
      .map { $0.trimmed }.filter { !$0.isEmpty }
    guard lines.count > 2, lines.first == Self.heading[...], lines.last == Self.ending[...],
      let blob = Base64Text.decoded(lines[1..<(lines.count - 1)].joined().utf8)
    else { throw SignatureProblem(Message.damaged) }
    try self.init(blob: blob)
  }

  private init(blob: [UInt8]) throws(SignatureProblem) {
    var reader = WireReader(blob)
    guard reader.bytes(6) == Self.preamble, let version = reader.number() else {
      throw SignatureProblem(Message.damaged)
    }
    guard version == 1 else { throw SignatureProblem(Message.version(version)) }
    guard let key = reader.string(), let namespace = reader.string(),
      let reserved = reader.string(), let hash = reader.string(),
      let signature = reader.string(), reader.isAtEnd
    else { throw SignatureProblem(Message.damaged) }
    self.key = try SigningKey(blob: key)
    guard namespace.elementsEqual(Self.namespace.utf8) else {
      throw SignatureProblem(Message.namespace(Self.shown(namespace)))
    }
    // What is reserved is to be ignored, and is part of what is signed.
    guard reserved.isEmpty else { throw SignatureProblem(Message.reserved) }
    guard let known = Hash(rawValue: String(decoding: hash, as: UTF8.self)) else {
      throw SignatureProblem(Message.hash(Self.shown(hash)))
    }
    self.hash = known
    var inner = WireReader(signature)
    guard let type = inner.string(), type.elementsEqual(SigningKey.type.utf8),
      let bytes = inner.string(), bytes.count == 64, inner.isAtEnd
    else { throw SignatureProblem(Message.damaged) }
    self.signature = bytes
  }

  /// Whether it is its key's signature of `content`.
  func fits(_ content: [UInt8]) -> Bool {
    let digest: [UInt8] =
      switch hash {
      case .sha256: Array(SHA256.hash(data: content))
      case .sha512: Array(SHA512.hash(data: content))
      }
    let signed =
      Self.preamble + WireReader.string(Self.namespace.utf8) + WireReader.string([])
      + WireReader.string(hash.rawValue.utf8) + WireReader.string(digest)
    return key.verifies(signature, of: signed)
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    String(decoding: bytes.prefix(60), as: UTF8.self)
  }
}

extension Substring {
  /// Without spaces at its ends.
  fileprivate var trimmed: Substring {
    var text = drop { $0 == " " || $0 == "\t" }
    while text.last == " " || text.last == "\t" { text.removeLast() }
    return text
  }
}

private enum Message {
  static let damaged = "the signature is damaged"
  static func version(_ version: UInt32) -> String {
    "the signature is of version \(version), and only 1 is known"
  }
  static func namespace(_ found: String) -> String {
    "the signature was made for '\(found)' and not for '\(SSHSignature.namespace)'"
  }
  static let reserved = "the signature has something in it that this version does not know"
  static func hash(_ found: String) -> String {
    "the signature uses the hash '\(found)', and only sha256 and sha512 are known"
  }
}
