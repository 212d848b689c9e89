/// The digests of FIPS 180-4 and RFC 1321, for the `hash` filter; what converge itself keeps is
/// digested elsewhere.
enum MessageDigest {
  static let names = ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"]

  /// The digest in hexadecimal digits; nil for another name.
  static func hexadecimal(_ name: String, of bytes: [UInt8]) -> String? {
    let digest: [UInt8]
    switch name {
    case "md5": digest = md5(bytes)
    case "sha1": digest = sha1(bytes)
    case "sha224": digest = Array(sha2(bytes, Self.start224).prefix(28))
    case "sha256": digest = sha2(bytes, Self.start256)
    case "sha384": digest = Array(sha2(bytes, Self.start384).prefix(48))
    case "sha512": digest = sha2(bytes, Self.start512)
    default: return nil
    }
    let digits = Array("0123456789abcdef".utf8)
    let text = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    return String(decoding: text, as: UTF8.self)
  }

  /// The message with its length behind it, in whole blocks.
  private static func padded(_ bytes: [UInt8], block: Int, isLittle: Bool = false) -> [UInt8] {
    var message = bytes + [0x80]
    let lengthSize = block / 8
    while message.count % block != block - lengthSize { message.append(0) }
    message += [UInt8](repeating: 0, count: lengthSize - 8)
    let length = UInt64(bytes.count) * 8
    for index in 0..<8 {
      let shift = UInt64(isLittle ? 8 * index : 56 - 8 * index)
      message.append(UInt8(truncatingIfNeeded: length >> shift))
    }
    return message
  }

  private static func rotated(_ word: UInt32, _ count: UInt32) -> UInt32 {
    word << count | word >> (32 - count)
  }

  private static func bytes<W: FixedWidthInteger>(_ words: [W]) -> [UInt8] {
    words.flatMap { word in
      (0..<W.bitWidth / 8).map { UInt8(truncatingIfNeeded: word >> W(W.bitWidth - 8 - 8 * $0)) }
    }
  }

  private static func word<W: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>) -> W {
    bytes.reduce(0) { $0 << 8 | W($1) }
  }

  private static func md5(_ bytes: [UInt8]) -> [UInt8] {
    let shifts: [UInt32] = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21]
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476]
    let message = padded(bytes, block: 64, isLittle: true)
    for start in stride(from: 0, to: message.count, by: 64) {
      let words: [UInt32] = (0..<16).map { index in
        let place = start + 4 * index
        return (word(message[place..<place + 4]) as UInt32).byteSwapped
      }
      var (a, b, c, d) = (state[0], state[1], state[2], state[3])
      for step in 0..<64 {
        let mix: UInt32
        let index: Int
        switch step / 16 {
        case 0: (mix, index) = (b & c | ~b & d, step)
        case 1: (mix, index) = (d & b | ~d & c, (5 * step + 1) % 16)
        case 2: (mix, index) = (b ^ c ^ d, (3 * step + 5) % 16)
        default: (mix, index) = (c ^ (b | ~d), 7 * step % 16)
        }
        let sum = a &+ mix &+ sines[step] &+ words[index]
        (a, d, c) = (d, c, b)
        b = b &+ rotated(sum, shifts[step / 16 * 4 + step % 4])
      }
      for (index, value) in [a, b, c, d].enumerated() { state[index] &+= value }
    }
    return Self.bytes(state.map(\.byteSwapped))
  }

  /// The whole part of 2^32 times the sine of each step, calculated by its series.
  private static let sines: [UInt32] = (1...64).map { step in
    var angle = Double(step)
    while angle > .pi { angle -= 2 * .pi }
    var term = angle
    var sum = angle
    for index in 1..<20 {
      term *= -angle * angle / Double(2 * index * (2 * index + 1))
      sum += term
    }
    return UInt32(sum.magnitude * 0x1p32)
  }

  private static func sha1(_ bytes: [UInt8]) -> [UInt8] {
    var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
    let message = padded(bytes, block: 64)
    for start in stride(from: 0, to: message.count, by: 64) {
      var words: [UInt32] = (0..<16).map { word(message[(start + 4 * $0)..<(start + 4 * $0 + 4)]) }
      for index in 16..<80 {
        words.append(
          rotated(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], 1))
      }
      var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
      for step in 0..<80 {
        let (mix, key): (UInt32, UInt32) =
          switch step / 20 {
          case 0: (b & c | ~b & d, 0x5A82_7999)
          case 1: (b ^ c ^ d, 0x6ED9_EBA1)
          case 2: (b & c | b & d | c & d, 0x8F1B_BCDC)
          default: (b ^ c ^ d, 0xCA62_C1D6)
          }
        let next = rotated(a, 5) &+ mix &+ e &+ key &+ words[step]
        (e, d, c, b, a) = (d, c, rotated(b, 30), a, next)
      }
      for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
    }
    return Self.bytes(state)
  }
}
