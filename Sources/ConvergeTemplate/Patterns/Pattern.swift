/// How a regular expression is applied.
struct PatternOptions: Sendable {
  var ignoresCase = false
  /// `^` and `$` match at every line.
  var isMultiline = false
  /// `.` matches line breaks too.
  var dotMatchesAll = false
  /// White space and comments in the expression do not count.
  var isVerbose = false
}

/// A regular expression that cannot be read, or that takes too long.
struct PatternFailure: Error {
  let message: String
  /// Whether it is a bound that was reached.
  let isBound: Bool
}

/// A regular expression in Python's syntax, matched by code points with a bound on its steps.
struct Pattern: Sendable {
  let node: PatternNode
  let groupCount: Int
  let names: [String: Int]
  let options: PatternOptions

  init(_ text: String, _ options: PatternOptions = PatternOptions()) throws(PatternFailure) {
    var reader = PatternReader(text, options)
    node = try reader.pattern()
    groupCount = reader.groupCount
    names = reader.names
    self.options = reader.options
  }

  /// One that stands in the source.
  static func known(_ text: String, ignoresCase: Bool = false) -> Pattern? {
    try? Pattern(text, PatternOptions(ignoresCase: ignoresCase))
  }

  /// Whether the text matches from its beginning; false where that takes too long.
  func matchesWhole(_ text: String) -> Bool {
    var matcher = PatternMatcher(self, Array(text.unicodeScalars), steps: 1_000_000)
    return (try? matcher.match(at: 0)) != nil
  }
}

/// Where a regular expression matched, and its groups.
struct PatternMatch {
  let range: Range<Int>
  /// By number from 1; nil where the group took no part.
  let groups: [Range<Int>?]
}

/// One text under a regular expression.
struct PatternMatcher {
  private let pattern: Pattern
  let text: [UnicodeScalar]
  var steps: Int
  private var groups: [Range<Int>?]
  private var nesting = 0
  private let stack = StackGauge()

  /// How much of the stack one match may use.
  private static let stackBytes = 1 << 20

  init(_ pattern: Pattern, _ text: [UnicodeScalar], steps: Int) {
    self.pattern = pattern
    self.text = text
    self.steps = steps
    groups = [Range<Int>?](repeating: nil, count: pattern.groupCount + 1)
  }

  /// The first match at or behind `start`.
  mutating func search(from start: Int) throws(PatternFailure) -> PatternMatch? {
    var position = start
    while position <= text.count {
      if let match = try match(at: position) { return match }
      position += 1
    }
    return nil
  }

  /// The match that begins exactly at `start`.
  mutating func match(at start: Int) throws(PatternFailure) -> PatternMatch? {
    for index in groups.indices { groups[index] = nil }
    var end = start
    let found = try matches(pattern.node, start) { (_, position) throws(PatternFailure) in
      end = position
      return true
    }
    return found ? PatternMatch(range: start..<end, groups: Array(groups.dropFirst())) : nil
  }

  private typealias Next = (inout PatternMatcher, Int) throws(PatternFailure) -> Bool

  private mutating func matches(
    _ node: PatternNode, _ position: Int, _ next: Next
  ) throws(PatternFailure) -> Bool {
    steps -= 1
    if steps < 0 { throw PatternFailure(message: "it takes too many steps", isBound: true) }
    nesting += 1
    defer { nesting -= 1 }
    if nesting & 15 == 0, stack.usedBytes > Self.stackBytes {
      throw PatternFailure(message: "it goes back too far", isBound: true)
    }
    switch node {
    case .scalar, .any, .set:
      guard position < text.count, isAt(node, position) else { return false }
      return try next(&self, position + 1)
    case .sequence(let parts): return try matches(parts[...], position, next)
    case .alternatives(let branches):
      for branch in branches where try matches(branch, position, next) { return true }
      return false
    case .group(let inner, let number):
      guard let number else { return try matches(inner, position, next) }
      let before = groups[number]
      let found = try matches(inner, position) { (matcher, end) throws(PatternFailure) in
        let inside = matcher.groups[number]
        matcher.groups[number] = position..<end
        if try next(&matcher, end) { return true }
        matcher.groups[number] = inside
        return false
      }
      if !found { groups[number] = before }
      return found
    case .repeated(let inner, let least, let most, let isGreedy):
      if inner.isSingle {
        return try run(inner, least, most, isGreedy: isGreedy, position, next)
      }
      return try loop(inner, least, most, isGreedy: isGreedy, 0, position, next)
    case .reference(let number):
      guard let range = groups[number] else { return false }
      let end = position + range.count
      guard end <= text.count else { return false }
      for offset in 0..<range.count
      where !isSame(text[range.lowerBound + offset], text[position + offset]) { return false }
      return try next(&self, end)
    case .ahead(let inner, let isWanted):
      let before = groups
      let found = try matches(inner, position) { _, _ in true }
      if !found || !isWanted { groups = before }
      return found == isWanted ? try next(&self, position) : false
    case .behind(let inner, let length, let isWanted):
      var found = false
      if position >= length {
        found = try matches(inner, position - length) { _, end in end == position }
      }
      return found == isWanted ? try next(&self, position) : false
    default: return isPlace(node, position) ? try next(&self, position) : false
    }
  }

  private mutating func matches(
    _ parts: ArraySlice<PatternNode>, _ position: Int, _ next: Next
  ) throws(PatternFailure) -> Bool {
    // Single characters one after the other need no level each.
    var parts = parts
    var position = position
    while let first = parts.first, first.isSingle {
      steps -= 1
      guard position < text.count, isAt(first, position) else { return false }
      position += 1
      parts = parts.dropFirst()
    }
    guard let first = parts.first else { return try next(&self, position) }
    return try matches(first, position) { (matcher, end) throws(PatternFailure) in
      try matcher.matches(parts.dropFirst(), end, next)
    }
  }

  /// Repetitions of one character, without recursion.
  private mutating func run(
    _ inner: PatternNode, _ least: Int, _ most: Int, isGreedy: Bool, _ position: Int, _ next: Next
  ) throws(PatternFailure) -> Bool {
    var count = 0
    let room = text.count - position
    func fits(_ count: Int) -> Bool {
      count < most && count < room && isAt(inner, position + count)
    }
    if isGreedy {
      while fits(count) { count += 1 }
      steps -= count
      while count >= least {
        if try next(&self, position + count) { return true }
        count -= 1
      }
      return false
    }
    while count < least {
      guard fits(count) else { return false }
      count += 1
    }
    while true {
      if try next(&self, position + count) { return true }
      guard fits(count) else { return false }
      count += 1
      steps -= 1
    }
  }

  private mutating func loop(
    _ inner: PatternNode, _ least: Int, _ most: Int, isGreedy: Bool, _ count: Int,
    _ position: Int, _ next: Next
  ) throws(PatternFailure) -> Bool {
    if count >= least, !isGreedy, try next(&self, position) { return true }
    if count < most {
      let found = try matches(inner, position) { (matcher, end) throws(PatternFailure) in
        // A repetition that takes nothing would go on for ever.
        guard end > position || count < least else { return false }
        return try matcher.loop(inner, least, most, isGreedy: isGreedy, count + 1, end, next)
      }
      if found { return true }
    }
    return count >= least && isGreedy ? try next(&self, position) : false
  }

  private func isAt(_ node: PatternNode, _ position: Int) -> Bool {
    let scalar = text[position]
    switch node {
    case .scalar(let wanted): return isSame(scalar, wanted)
    case .any: return pattern.options.dotMatchesAll || scalar != "\n"
    case .set(let set): return set.contains(scalar, ignoresCase: pattern.options.ignoresCase)
    default: return false
    }
  }

  private func isSame(_ left: UnicodeScalar, _ right: UnicodeScalar) -> Bool {
    if left == right { return true }
    return pattern.options.ignoresCase
      && left.properties.lowercaseMapping == right.properties.lowercaseMapping
  }

  private func isPlace(_ node: PatternNode, _ position: Int) -> Bool {
    switch node {
    case .textStart: return position == 0
    case .textEnd: return position == text.count
    case .lineStart:
      return position == 0 || (pattern.options.isMultiline && text[position - 1] == "\n")
    case .lineEnd:
      if position == text.count { return true }
      guard text[position] == "\n" else { return false }
      return pattern.options.isMultiline || position == text.count - 1
    case .boundary(let isWanted):
      let before = position > 0 && text[position - 1].isWordPart
      let after = position < text.count && text[position].isWordPart
      return (before != after) == isWanted
    default: return false
    }
  }
}
