/// SHA-2: the same steps on words of 32 and of 64 bits.
extension MessageDigest {
  static func sha2(_ bytes: [UInt8], _ start: [UInt32]) -> [UInt8] {
    digest(bytes, start, keys256, [[2, 13, 22], [6, 11, 25], [7, 18, 3], [17, 19, 10]])
  }

  static func sha2(_ bytes: [UInt8], _ start: [UInt64]) -> [UInt8] {
    digest(bytes, start, keys512, [[28, 34, 39], [14, 18, 41], [1, 8, 7], [19, 61, 6]])
  }

  private static func digest<W: FixedWidthInteger & UnsignedInteger>(
    _ bytes: [UInt8], _ start: [W], _ keys: [W], _ turns: [[Int]]
  ) -> [UInt8] {
    let size = W.bitWidth / 8
    func turned(_ word: W, _ count: Int) -> W { word >> W(count) | word << W(W.bitWidth - count) }
    func large(_ word: W, _ by: [Int]) -> W {
      turned(word, by[0]) ^ turned(word, by[1]) ^ turned(word, by[2])
    }
    func small(_ word: W, _ by: [Int]) -> W {
      turned(word, by[0]) ^ turned(word, by[1]) ^ word >> W(by[2])
    }
    var message = bytes + [0x80]
    while message.count % (16 * size) != 14 * size { message.append(0) }
    message += [UInt8](repeating: 0, count: 2 * size - 8)
    let length = UInt64(bytes.count) * 8
    for index in 0..<8 {
      message.append(UInt8(truncatingIfNeeded: length >> UInt64(56 - 8 * index)))
    }
    var state = start
    for block in stride(from: 0, to: message.count, by: 16 * size) {
      var words: [W] = (0..<16).map { index in
        message[(block + index * size)..<(block + (index + 1) * size)].reduce(0) { $0 << 8 | W($1) }
      }
      for index in 16..<keys.count {
        let first = small(words[index - 15], turns[2])
        let second = small(words[index - 2], turns[3])
        words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
      }
      var s = state
      for step in keys.indices {
        let choice = (s[4] & s[5]) ^ (~s[4] & s[6])
        let majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2])
        let first = s[7] &+ large(s[4], turns[1]) &+ choice &+ keys[step] &+ words[step]
        let second = large(s[0], turns[0]) &+ majority
        s = [first &+ second, s[0], s[1], s[2], s[3] &+ first, s[4], s[5], s[6]]
      }
      for index in 0..<8 { state[index] &+= s[index] }
    }
    return state.flatMap { word in
      (0..<size).map { UInt8(truncatingIfNeeded: word >> W(W.bitWidth - 8 - 8 * $0)) }
    }
  }

  static let start256 = firstPrimes(8).map { fraction($0, isCube: false) }.map { UInt32($0 >> 32) }
  static let start512 = firstPrimes(8).map { fraction($0, isCube: false) }
  static let start384 = firstPrimes(16)[8...].map { fraction($0, isCube: false) }
  /// The second halves of the words that SHA-384 begins with.
  static let start224 = start384.map { UInt32(truncatingIfNeeded: $0) }

  private static let keys256 = firstPrimes(64).map { fraction($0, isCube: true) }.map {
    UInt32($0 >> 32)
  }
  private static let keys512 = firstPrimes(80).map { fraction($0, isCube: true) }

  private static func firstPrimes(_ count: Int) -> [UInt64] {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < count {
      if !primes.contains(where: { candidate % $0 == 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes
  }

  /// The first 64 bits behind the point of a square or cube root, found bit by bit.
  private static func fraction(_ prime: UInt64, isCube: Bool) -> UInt64 {
    var whole: UInt64 = 1
    while (isCube ? (whole + 1) * (whole + 1) * (whole + 1) : (whole + 1) * (whole + 1)) <= prime {
      whole += 1
    }
    let wanted = Wide(prime, shiftedBy: isCube ? 192 : 128)
    var root = Wide(whole, shiftedBy: 64)
    for bit in (0..<64).reversed() {
      let candidate = root.adding(bit: bit)
      let square = candidate.multiplied(by: candidate)
      let power = isCube ? square.multiplied(by: candidate) : square
      if !power.isGreater(than: wanted) { root = candidate }
    }
    return root.lowest
  }
}

/// A number of any length, lowest 32 bits first.
private struct Wide {
  private var words: [UInt32]

  init(_ value: UInt64, shiftedBy bits: Int) {
    words = [UInt32](repeating: 0, count: bits / 32)
    words += [UInt32(truncatingIfNeeded: value), UInt32(value >> 32)]
  }

  private init(_ words: [UInt32]) { self.words = words }

  var lowest: UInt64 { UInt64(words[0]) | UInt64(words[1]) << 32 }

  func adding(bit: Int) -> Wide {
    var other = words
    other[bit / 32] |= 1 << UInt32(bit % 32)
    return Wide(other)
  }

  func multiplied(by other: Wide) -> Wide {
    var result = [UInt32](repeating: 0, count: words.count + other.words.count)
    for (place, word) in words.enumerated() {
      var carry: UInt64 = 0
      for (offset, factor) in other.words.enumerated() {
        let sum = UInt64(word) * UInt64(factor) + UInt64(result[place + offset]) + carry
        result[place + offset] = UInt32(truncatingIfNeeded: sum)
        carry = sum >> 32
      }
      result[place + other.words.count] = UInt32(carry)
    }
    return Wide(result)
  }

  func isGreater(than other: Wide) -> Bool {
    for place in (0..<max(words.count, other.words.count)).reversed() {
      let left = place < words.count ? words[place] : 0
      let right = place < other.words.count ? other.words[place] : 0
      if left != right { return left > right }
    }
    return false
  }
}
