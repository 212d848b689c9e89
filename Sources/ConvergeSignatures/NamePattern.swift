/// Patterns of ssh_config(5), PATTERNS: `*`, `?`, and `!` in front of what is not meant.
enum NamePattern {
  /// Whether one of them is matched, and none that begins with `!` is.
  static func matches(_ name: String, anyOf patterns: [String]) -> Bool {
    var isMatched = false
    for pattern in patterns {
      let isNegated = pattern.hasPrefix("!")
      guard matches(Array(name.utf8), Array(pattern.utf8.dropFirst(isNegated ? 1 : 0))) else {
        continue
      }
      if isNegated { return false }
      isMatched = true
    }
    return isMatched
  }

  /// In one pass with one place to go back to: the time is that of both lengths multiplied.
  private static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (place, wanted) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while place < name.count {
      if wanted < pattern.count, pattern[wanted] == UInt8(ascii: "*") {
        star = (wanted, place)
        wanted += 1
      } else if wanted < pattern.count,
        pattern[wanted] == UInt8(ascii: "?") || pattern[wanted] == name[place]
      {
        place += 1
        wanted += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        place = last.name + 1
        wanted = last.pattern + 1
      } else {
        return false
      }
    }
    return pattern[wanted...].allSatisfy { $0 == UInt8(ascii: "*") }
  }
}
