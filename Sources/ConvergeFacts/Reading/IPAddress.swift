internal import ConvergeCore

/// The text of an address, and where it counts.
struct IPAddress {
  private let bytes: [UInt8]

  /// - Parameter bytes: four or sixteen, in the network's order; nil for any other number.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 4 || bytes.count == 16 else { return nil }
    self.bytes = bytes
  }

  var family: String { bytes.count == 4 ? "ipv4" : "ipv6" }

  /// `host`: this machine only; `link`: what is on the same wire; else `global`.
  var scope: String {
    if bytes.count == 4 {
      if bytes[0] == 127 { return "host" }
      return bytes[0] == 169 && bytes[1] == 254 ? "link" : "global"
    }
    if bytes.dropLast().allSatisfy({ $0 == 0 }), bytes[15] == 1 { return "host" }
    return bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80 ? "link" : "global"
  }

  /// Four decimal numbers, or groups as RFC 5952 wants them.
  var text: String {
    if bytes.count == 4 { return bytes.map(String.init).joined(separator: ".") }
    let groups = stride(from: 0, to: 16, by: 2).map {
      UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1])
    }
    if groups.prefix(5).allSatisfy({ $0 == 0 }), groups[5] == 0xFFFF {
      return "::ffff:" + bytes.suffix(4).map(String.init).joined(separator: ".")
    }
    guard let zeros = longestZeros(groups) else { return Self.joined(groups[...]) }
    return Self.joined(groups[..<zeros.lowerBound]) + "::"
      + Self.joined(groups[zeros.upperBound...])
  }

  private static func joined(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }

  /// The first of the longest runs of two zero groups or more.
  private func longestZeros(_ groups: [UInt16]) -> Range<Int>? {
    var best: Range<Int>?
    var start = 0
    while start < groups.count {
      let length = groups[start...].prefix { $0 == 0 }.count
      if length > max(1, best?.count ?? 0) { best = start..<start + length }
      start += max(1, length)
    }
    return best
  }
}
