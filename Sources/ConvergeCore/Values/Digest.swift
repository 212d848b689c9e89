internal import Crypto

/// A SHA-256 digest, written as `sha256:` and 64 lower-case hexadecimal digits.
package struct Digest: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  /// The digits alone, without the name of what made them.
  package var hexadecimal: String {
    guard let colon = description.utf8.firstIndex(of: UInt8(ascii: ":")) else { return description }
    return String(description[description.utf8.index(after: colon)...])
  }

  /// A digest that somebody else tells: 64 hexadecimal digits of any case; nil for anything else.
  package init?(hexadecimal text: String) {
    guard text.utf8.count == 64, text.utf8.allSatisfy(Self.isDigit) else { return nil }
    description = "sha256:\(text.lowercased())"
  }

  /// What a hash function gives.
  init(_ digest: SHA256.Digest) {
    description = digest.withUnsafeBytes { Self.text("sha256:", $0) }
  }

  /// The plain digest of `bytes`.
  package init(of bytes: some Sequence<UInt8>) {
    var hash = SHA256()
    Array(bytes).withUnsafeBytes { hash.update(bufferPointer: $0) }
    description = hash.finalize().withUnsafeBytes { Self.text("sha256:", $0) }
  }

  /// The digest of `text`'s UTF-8.
  package init(of text: String) { self.init(of: text.utf8) }

  /// A keyed digest (HMAC-SHA-256, RFC 2104), for sensitive input, written as `hmac:` and hex.
  package init(of bytes: some Sequence<UInt8>, keyedWith key: [UInt8]) {
    let code = HMAC<SHA256>.authenticationCode(
      for: Array(bytes), using: SymmetricKey(data: key))
    description = code.withUnsafeBytes { Self.text("hmac:", $0) }
  }

  /// The digits of a digest behind the name of what made it.
  private static func text(_ name: StaticString, _ bytes: UnsafeRawBufferPointer) -> String {
    let start = name.utf8CodeUnitCount
    let length = start + 2 * bytes.count
    return String(unsafeUninitializedCapacity: length) { text in
      name.withUTF8Buffer { for (index, byte) in $0.enumerated() { text[index] = byte } }
      for (index, byte) in bytes.enumerated() {
        text[start + 2 * index] = digit(byte >> 4)
        text[start + 2 * index + 1] = digit(byte & 15)
      }
      return length
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
