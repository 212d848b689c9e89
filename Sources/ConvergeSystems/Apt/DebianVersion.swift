/// A version of a Debian package, ordered as dpkg orders it (deb-version(7)).
///
/// `1.0` and `0:1.0` are equal; `1.0~rc1` comes before `1.0`.
package struct DebianVersion: Comparable, Sendable, CustomStringConvertible {
  /// As it was written.
  package let description: String
  private let epoch: Int
  private let upstream: [UInt8]
  private let revision: [UInt8]

  /// Takes any text; use `complaint(about:)` for what a user wrote.
  package init(_ text: String) {
    description = text
    var rest = Substring(text)
    if let colon = rest.firstIndex(of: ":") {
      epoch = Int(rest[..<colon]) ?? 0
      rest = rest[rest.index(after: colon)...]
    } else {
      epoch = 0
    }
    if let dash = rest.lastIndex(of: "-") {
      upstream = Array(rest[..<dash].utf8)
      revision = Array(rest[rest.index(after: dash)...].utf8)
    } else {
      upstream = Array(rest.utf8)
      revision = []
    }
  }

  /// What is wrong with `text` as a version, by Debian policy 5.6.12; nil: nothing.
  package static func complaint(about text: String) -> String? {
    var rest = Substring(text)
    if let colon = rest.firstIndex(of: ":") {
      guard Int(rest[..<colon]).map({ $0 >= 0 }) == true else { return Message.epoch }
      rest = rest[rest.index(after: colon)...]
    }
    guard let first = rest.first, first.isASCII, first.isNumber else { return Message.digit }
    let stranger = rest.first {
      !($0.isASCII && ($0.isLetter || $0.isNumber)) && !".+-~:".contains($0)
    }
    return stranger.map(Message.stranger)
  }

  package static func == (left: DebianVersion, right: DebianVersion) -> Bool {
    left.compare(right) == 0
  }

  package static func < (left: DebianVersion, right: DebianVersion) -> Bool {
    left.compare(right) < 0
  }

  private func compare(_ other: DebianVersion) -> Int {
    if epoch != other.epoch { return epoch - other.epoch }
    let order = Self.order(upstream, other.upstream)
    return order != 0 ? order : Self.order(revision, other.revision)
  }

  /// Alternately the longest run of non-digits, by weight, and of digits, by number.
  private static func order(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var (here, there) = (0, 0)
    while here < left.count || there < right.count {
      while hasText(left, here) || hasText(right, there) {
        let difference = weight(left, here) - weight(right, there)
        if difference != 0 { return difference }
        here += 1
        there += 1
      }
      while here < left.count, left[here] == UInt8(ascii: "0") { here += 1 }
      while there < right.count, right[there] == UInt8(ascii: "0") { there += 1 }
      var first = 0
      while isDigit(left, here), isDigit(right, there) {
        if first == 0 { first = Int(left[here]) - Int(right[there]) }
        here += 1
        there += 1
      }
      if isDigit(left, here) { return 1 }
      if isDigit(right, there) { return -1 }
      if first != 0 { return first }
    }
    return 0
  }

  private static func hasText(_ bytes: [UInt8], _ index: Int) -> Bool {
    index < bytes.count && !isDigit(bytes, index)
  }

  private static func isDigit(_ bytes: [UInt8], _ index: Int) -> Bool {
    index < bytes.count && (48...57).contains(bytes[index])
  }

  /// `~` before the end, the end and digits before letters, letters before everything else.
  private static func weight(_ bytes: [UInt8], _ index: Int) -> Int {
    guard index < bytes.count else { return 0 }
    let byte = bytes[index]
    switch byte {
    case 48...57: return 0
    case 65...90, 97...122: return Int(byte)
    case UInt8(ascii: "~"): return -1
    default: return Int(byte) + 256
    }
  }
}

private enum Message {
  static let epoch = "what stands before ':' must be a number"
  static let digit = "a version begins with a digit"
  static func stranger(_ character: Character) -> String {
    "'\(character)' cannot stand in a version"
  }
}
