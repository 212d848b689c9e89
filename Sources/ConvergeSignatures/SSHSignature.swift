internal import Crypto

/// A signature as `ssh-keygen -Y sign` makes it (OpenSSH's PROTOCOL.sshsig, version 1), by an
/// Ed25519 key.
package struct SSHSignature: Sendable, Hashable {
  static let heading = "-----BEGIN SSH SIGNATURE-----"
  private static let ending = "-----END SSH SIGNATURE-----"
  private static let preamble = Array("SSHSIG".utf8)

  enum Hash: String { case sha256, sha512 }

  /// What it was made for.
  package let namespace: SignatureNamespace
  /// Whose it says it is; `fits` shows whether that is so.
  package let key: SigningKey
  let hash: Hash
  let signature: [UInt8]

  /// Reads the text with its first and last line.
  ///
  /// - Throws: `SignatureProblem` where it is none, or was made for another namespace.
  package init(
    armoured text: String, for namespace: SignatureNamespace
  ) throws(SignatureProblem) {
    let lines = text.utf8.split { $0 == 0x0A || $0 == 0x0D }.map(Substring.init)
      .map { $0.trimmed }.filter { !$0.isEmpty }
    guard lines.count > 2, lines.first == Self.heading[...], lines.last == Self.ending[...],
      let blob = Base64Text.decoded(lines[1..<(lines.count - 1)].joined().utf8)
    else { throw SignatureProblem(Message.damaged) }
    try self.init(blob: blob, for: namespace)
  }

  private init(blob: [UInt8], for wanted: SignatureNamespace) throws(SignatureProblem) {
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
    guard namespace.elementsEqual(wanted.rawValue.utf8) else {
      throw SignatureProblem(Message.namespace(Self.shown(namespace), wanted))
    }
    self.namespace = wanted
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

  /// The one text that ssh-keygen(1) writes for it, a line break at its end.
  package var armoured: String {
    let inner = WireReader.string(SigningKey.type.utf8) + WireReader.string(signature)
    let blob =
      Self.preamble + [0, 0, 0, 1] + WireReader.string(key.blob)
      + WireReader.string(namespace.rawValue.utf8) + WireReader.string([])
      + WireReader.string(hash.rawValue.utf8) + WireReader.string(inner)
    var rest = Base64Text.encoded(blob)[...]
    var lines = [Self.heading]
    while !rest.isEmpty {
      lines.append(String(rest.prefix(70)))
      rest = rest.dropFirst(70)
    }
    return (lines + [Self.ending, ""]).joined(separator: "\n")
  }

  /// Whether it is its key's signature of `content`.
  package func fits(_ content: [UInt8]) -> Bool {
    let digest: [UInt8] =
      switch hash {
      case .sha256: Array(SHA256.hash(data: content))
      case .sha512: Array(SHA512.hash(data: content))
      }
    let signed =
      Self.preamble + WireReader.string(namespace.rawValue.utf8) + WireReader.string([])
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
  static func namespace(_ found: String, _ wanted: SignatureNamespace) -> String {
    "the signature was made for '\(found)' and not for '\(wanted.rawValue)'"
  }
  static let reserved = "the signature has something in it that this version does not know"
  static func hash(_ found: String) -> String {
    "the signature uses the hash '\(found)', and only sha256 and sha512 are known"
  }
}
