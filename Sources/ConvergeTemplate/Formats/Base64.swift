/// Bytes as text of 64 characters (RFC 4648).
enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encoded(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let part = bytes[start..<min(start + 3, bytes.count)]
      var word: UInt32 = 0
      for byte in part { word = word << 8 | UInt32(byte) }
      word <<= UInt32(8 * (3 - part.count))
      for index in 0..<4 {
        let isPadding = index > part.count
        let code = Int(word >> UInt32(18 - 6 * index)) & 63
        text.append(isPadding ? UInt8(ascii: "=") : alphabet[code])
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Nil for what is no such text; line breaks and spaces do not count.
  static func decoded(_ text: String) -> [UInt8]? {
    var bytes: [UInt8] = []
    var word: UInt32 = 0
    var bits = 0
    var padding = 0
    for byte in text.utf8 where byte > 0x20 {
      if byte == UInt8(ascii: "=") {
        padding += 1
        continue
      }
      guard padding == 0, let code = alphabet.firstIndex(of: byte) else { return nil }
      word = word << 6 | UInt32(code)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
      }
    }
    let isComplete =
      bits == 0 && padding == 0 || bits == 4 && padding == 2 || bits == 2 && padding == 1
    return isComplete ? bytes : nil
  }
}
