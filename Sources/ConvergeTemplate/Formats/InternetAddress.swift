/// An address of IPv4 or IPv6, with the prefix length of its network if one is given.
struct InternetAddress {
  let isVersion6: Bool
  let bits: UInt128
  let prefix: Int
  let hasPrefix: Bool

  var width: Int { isVersion6 ? 128 : 32 }

  init(isVersion6: Bool, bits: UInt128, prefix: Int, hasPrefix: Bool) {
    self.isVersion6 = isVersion6
    self.bits = bits
    self.prefix = prefix
    self.hasPrefix = hasPrefix
  }

  /// Reads `192.0.2.1`, `192.0.2.0/24`, `192.0.2.0/255.255.255.0`, `2001:db8::1/64`.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let head = parts.first else { return nil }
    if let bits = Self.version4(head) {
      isVersion6 = false
      self.bits = bits
    } else if let bits = Self.version6(head) {
      isVersion6 = true
      self.bits = bits
    } else {
      return nil
    }
    let width = isVersion6 ? 128 : 32
    hasPrefix = parts.count == 2
    guard hasPrefix else {
      prefix = width
      return
    }
    if let number = Self.decimal(parts[1]), number <= width {
      prefix = number
    } else if !isVersion6, let mask = Self.version4(parts[1]), let length = Self.length(mask) {
      prefix = length
    } else {
      return nil
    }
  }

  private static func decimal(_ text: Substring) -> Int? {
    guard !text.isEmpty, text.utf8.count <= 3, text.utf8.allSatisfy({ (48...57).contains($0) })
    else { return nil }
    return Int(text)
  }

  private static func version4(_ text: Substring) -> UInt128? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var bits: UInt128 = 0
    for part in parts {
      guard let number = decimal(part), number < 256, part.count == 1 || part.first != "0" else {
        return nil
      }
      bits = bits << 8 | UInt128(number)
    }
    return bits
  }

  private static func version6(_ text: Substring) -> UInt128? {
    let halves = String(text).split(at: "::", limit: 2)
    guard halves.count <= 2, text.contains(":") else { return nil }
    var groups: [[UInt128]] = []
    for half in halves {
      guard let group = hexadecimal(half) else { return nil }
      groups.append(group)
    }
    let count = groups.reduce(0) { $0 + $1.count }
    guard halves.count == 2 ? count < 8 : count == 8 else { return nil }
    let missing = [UInt128](repeating: 0, count: 8 - count)
    let all = groups[0] + missing + (groups.count == 2 ? groups[1] : [])
    return all.reduce(0) { $0 << 16 | $1 }
  }

  private static func hexadecimal(_ text: String) -> [UInt128]? {
    if text.isEmpty { return [] }
    var groups: [UInt128] = []
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    for (index, part) in parts.enumerated() {
      if index == parts.count - 1, let bits = version4(part) {
        groups += [bits >> 16, bits & 0xFFFF]
      } else {
        guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
          let number = UInt128(part, radix: 16)
        else { return nil }
        groups.append(number)
      }
    }
    return groups
  }

  /// How many bits a mask begins with, if it is one.
  private static func length(_ mask: UInt128) -> Int? {
    (0...32).first { mask == (0xFFFF_FFFF << UInt128(32 - $0)) & 0xFFFF_FFFF }
  }

  var all: UInt128 { isVersion6 ? .max : 0xFFFF_FFFF }

  var mask: UInt128 { prefix == 0 ? 0 : all << UInt128(width - prefix) & all }

  var network: UInt128 { bits & mask }

  var broadcast: UInt128 { bits | (~mask & all) }

  /// Another address in the same notation.
  func text(_ bits: UInt128) -> String {
    isVersion6 ? Self.text6(bits) : Self.text4(bits)
  }

  private static func text4(_ bits: UInt128) -> String {
    [24, 16, 8, 0].map { String(bits >> $0 & 255) }.joined(separator: ".")
  }

  /// As RFC 5952 has it: the longest run of zeros left out.
  private static func text6(_ bits: UInt128) -> String {
    let groups = (0..<8).map { bits >> UInt128(112 - 16 * $0) & 0xFFFF }
    var best = 0..<0
    var start = 0
    while start < 8 {
      var end = start
      while end < 8, groups[end] == 0 { end += 1 }
      if end - start > max(1, best.count) { best = start..<end }
      start = max(end, start + 1)
    }
    func shown(_ part: ArraySlice<UInt128>) -> String {
      part.map { String($0, radix: 16) }.joined(separator: ":")
    }
    if best.isEmpty { return shown(groups[...]) }
    return shown(groups[..<best.lowerBound]) + "::" + shown(groups[best.upperBound...])
  }

  /// Whether it lies in one of the networks that are not routed in public.
  var isPrivate: Bool {
    let networks =
      isVersion6
      ? ["fc00::/7"] : ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
    return networks.contains { isIn($0) }
  }

  var isLoopback: Bool { isIn(isVersion6 ? "::1/128" : "127.0.0.0/8") }

  var isMulticast: Bool { isIn(isVersion6 ? "ff00::/8" : "224.0.0.0/4") }

  var isLinkLocal: Bool { isIn(isVersion6 ? "fe80::/10" : "169.254.0.0/16") }

  func isIn(_ text: String) -> Bool {
    guard let other = InternetAddress(text), other.isVersion6 == isVersion6 else { return false }
    return bits & other.mask == other.network && prefix >= other.prefix
  }
}
