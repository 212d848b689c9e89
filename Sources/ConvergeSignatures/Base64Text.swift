/// Bytes written as text of 64 characters (RFC 4648, section 4).
package enum Base64Text {
  /// The bytes; nil for what is no such text. Line breaks, spaces and tabs do not count; padding
  /// must be as it should, and bits that mean nothing must be zero, so that no two texts without
  /// spaces give the same bytes.
  package static func decoded(_ text: some Sequence<UInt8>) -> [UInt8]? {
    var bytes: [UInt8] = []
    var word: UInt32 = 0
    var bits: UInt32 = 0
    var padding = 0
    for byte in text where !" \n\r\t".utf8.contains(byte) {
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let code = value(of: byte) else { return nil }
      word = (word << 6 | code) & 0xFFFFFF
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> bits))
      }
    }
    let isWhole =
      switch bits {
      case 0: padding == 0
      case 4: padding == 2
      case 2: padding == 1
      default: false
      }
    return isWhole && word & (1 << bits - 1) == 0 ? bytes : nil
  }

  /// The text, on one line.
  package static func encoded(_ bytes: [UInt8]) -> String {
    let text = encodedWithoutPadding(bytes)
    return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
  }

  /// The text, without the `=` at its end, as fingerprints have it.
  package static func encodedWithoutPadding(_ bytes: [UInt8]) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    var word: UInt32 = 0
    var bits: UInt32 = 0
    for byte in bytes {
      word = (word << 8 | UInt32(byte)) & 0xFFFF
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(alphabet[Int(word >> bits & 63)])
      }
    }
    if bits > 0 { text.append(alphabet[Int(word << (6 - bits) & 63)]) }
    return String(decoding: text, as: UTF8.self)
  }

  private static func value(of byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(byte - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(byte - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
