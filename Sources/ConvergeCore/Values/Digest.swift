internal import Crypto

/// A SHA-256 digest, written as `sha256:` and 64 lower-case hexadecimal digits.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// The plain digest of `bytes`.
  package init(of bytes: some Sequence<UInt8>) {
    var hash = SHA256()
    let array = Array(bytes)
    hash.update(data: array)
    description = "sha256:" + Self.hexadecimal(hash.finalize())
  }

  /// The digest of `text`'s UTF-8.
  package init(of text: String) { self.init(of: text.utf8) }

  /// A keyed digest (HMAC-SHA-256, RFC 2104), for sensitive input, written as `hmac:` and hex.
  package init(of bytes: some Sequence<UInt8>, keyedWith key: [UInt8]) {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array(bytes), using: SymmetricKey(data: key))
    description = "hmac:" + Self.hexadecimal(code)
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    text.reserveCapacity(64)
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
