internal import ConvergeCore
internal import Crypto

/// An Ed25519 public key (RFC 8032).
package struct SigningKey: Sendable, Hashable, CustomStringConvertible {
  static let type = "ssh-ed25519"
  /// 32 bytes.
  let bytes: [UInt8]

  /// Reads a key as it is written: `ssh-ed25519 AAAA… comment`, or its 32 bytes in base64 or
  /// hexadecimal.
  package init(_ text: String) throws(SignatureProblem) {
    guard text.utf8.count <= 4096 else { throw SignatureProblem(Message.noKey) }
    let words = text.split { $0 == " " || $0 == "\t" || $0 == "\n" || $0 == "\r\n" }
    guard let first = words.first else { throw SignatureProblem(Message.noKey) }
    if words.count > 1 {
      self = try SigningKey(type: String(first), base64: String(words[1]))
      return
    }
    let raw = Digest(hexadecimal: String(first)).flatMap { Self.hexadecimal($0.hexadecimal) }
    guard let bytes = raw ?? Base64Text.decoded(first.utf8), bytes.count == 32 else {
      throw SignatureProblem(Message.noKey)
    }
    self.bytes = bytes
  }

  /// Reads the two words of a key in OpenSSH's files.
  init(type: String, base64: String) throws(SignatureProblem) {
    guard type == Self.type else { throw SignatureProblem(Message.otherType(type)) }
    guard base64.utf8.count <= 4096, let blob = Base64Text.decoded(base64.utf8) else {
      throw SignatureProblem(Message.broken)
    }
    self = try SigningKey(blob: blob)
  }

  /// Reads a key in OpenSSH's binary form.
  init(blob: [UInt8]) throws(SignatureProblem) {
    var reader = WireReader(blob)
    guard let type = reader.string() else { throw SignatureProblem(Message.broken) }
    guard type.elementsEqual(Self.type.utf8) else {
      throw SignatureProblem(Message.otherType(String(decoding: type.prefix(60), as: UTF8.self)))
    }
    guard let bytes = reader.string(), bytes.count == 32, reader.isAtEnd else {
      throw SignatureProblem(Message.broken)
    }
    self.bytes = bytes
  }

  /// Whether `signature`, 64 bytes, is its holder's of `message`.
  func verifies(_ signature: [UInt8], of message: [UInt8]) -> Bool {
    guard signature.count == 64,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)
    else { return false }
    return key.isValidSignature(signature, for: message)
  }

  /// OpenSSH's binary form.
  var blob: [UInt8] { WireReader.string(Self.type.utf8) + WireReader.string(bytes) }

  /// By its fingerprint, as ssh-keygen(1) shows it.
  package var description: String {
    "SHA256:\(Base64Text.encodedWithoutPadding(Array(SHA256.hash(data: blob))))"
  }

  private static func hexadecimal(_ digits: String) -> [UInt8]? {
    let values = digits.utf8.map { $0 < 0x60 ? $0 - 0x30 : $0 - 0x61 + 10 }
    return stride(from: 0, to: values.count, by: 2).map { values[$0] << 4 | values[$0 + 1] }
  }
}

private enum Message {
  static let noKey = "it is no Ed25519 key"
  static let broken = "the key is damaged"
  static func otherType(_ type: String) -> String {
    "the key is of the type '\(type)', and only '\(SigningKey.type)' is known"
  }
}
