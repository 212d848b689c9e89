/// What may stand in the second field of shadow(5), by the methods of crypt(5).
package enum PasswordHash {
  /// What is wrong with `field` as a hash, without telling any of it; nil where it is fine.
  ///
  /// Taken are `!` and `*`, which no password fits, and hashes, also locked ones behind a `!`. The
  /// 13 letters of the traditional method are not, since a plain password may look like them.
  package static func complaint(about field: String) -> String? {
    let hash = field.drop { $0 == "!" }
    if hash.isEmpty { return field.isEmpty ? Message.empty : nil }
    if hash == "*" { return nil }
    let parts = hash.split(separator: "$", omittingEmptySubsequences: false)
    guard parts.count >= 4, parts[0].isEmpty, let sizes = digestSizes[String(parts[1])] else {
      return Message.plain
    }
    let isSafe = parts.dropFirst(2).joined().utf8.allSatisfy(isAllowed)
    return isSafe && sizes.contains(parts[parts.count - 1].utf8.count) ? nil : Message.broken
  }

  /// The field without what locks it.
  package static func unlocked(_ field: String) -> String { String(field.drop { $0 == "!" }) }

  /// How many letters the part behind the last `$` has, by the method's prefix.
  private static let digestSizes: [String: ClosedRange<Int>] = [
    "y": 43...43, "gy": 43...43, "7": 43...43, "2a": 53...53, "2b": 53...53, "2y": 53...53,
    "6": 86...86, "5": 43...43, "sha1": 28...28, "1": 22...22,
  ]

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "/"),
      UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: "-"):
      true
    default: false
    }
  }
}

private enum Message {
  static let empty = "an empty one would let anybody in; '!' lets nobody in with a password"
  static let plain = "it must be a hash, never the password itself: make one with 'mkpasswd'"
  static let broken = "the hash is cut short or has characters that no hash has"
}
