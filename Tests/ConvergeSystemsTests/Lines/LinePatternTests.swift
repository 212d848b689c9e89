import Foundation
import Testing

@testable import ConvergeKinds

/// Expressions of lines, held against an engine that knows nothing of ours.
struct LinePatternTests {
  @Test(arguments: 1...4)
  func `an expression finds what another engine finds`(seed: UInt64) throws {
    var expressions = RandomExpressions(state: seed)
    var found = 0
    for _ in 0..<120 {
      let (own, other) = expressions.next(depth: 4)
      let pattern = try LinePattern(own)
      let reference = try NSRegularExpression(pattern: other)
      for _ in 0..<8 {
        let line = expressions.line()
        let range = NSRange(line.startIndex..., in: line)
        let isThere = reference.firstMatch(in: line, range: range) != nil
        if isThere { found += 1 }
        #expect(pattern.matches(Array(line.utf8)[...]) == isThere, "\(own) in '\(line)'")
      }
    }
    #expect(found > 50, "too few match for a test")
  }
}

/// Expressions in our words and in ICU's, and lines in which they may be found.
private struct RandomExpressions {
  /// SplitMix64.
  var state: UInt64

  private static let atoms: [(own: String, other: String)] =
    [
      "a", "b", "A", " ", "-", "é", ".", #"\d"#, #"\s"#, "[ab]", "[^ab]", "[a-c]", "^", "$",
      #"\b"#, #"\B"#, "1", "_", #"\x61"#, #"\t"#, #"\."#, #"[\d_]"#, #"[^\D]"#,
    ].map { ($0, $0) } + [
      ("{", #"\{"#), ("[]a]", #"[\]a]"#), ("[^]a]", #"[^\]a]"#), ("[a-]", #"[a\-]"#),
      ("[[:alpha:]]", "[A-Za-z]"), ("[^[:digit:]c]", "[^0-9c]"), (#"\w"#, #"[\p{L}0-9_]"#),
      (#"\W"#, #"[^\p{L}0-9_]"#),
    ]

  private mutating func number(below count: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((bits ^ (bits >> 31)) % UInt64(count))
  }

  mutating func next(depth: Int) -> (own: String, other: String) {
    if depth == 0 { return Self.atoms[number(below: Self.atoms.count)] }
    let one = next(depth: depth - 1)
    switch number(below: 6) {
    case 0, 1:
      let other = next(depth: depth - 1)
      return (one.own + other.own, one.other + other.other)
    case 2:
      let other = next(depth: depth - 1)
      return ("(\(one.own)|\(other.own))", "(\(one.other)|\(other.other))")
    case 3:
      let ends = ["*", "+", "?", "{2}", "{1,2}", "{0,2}", "{2,}", "*?", "+?", "{1,3}?"]
      let end = ends[number(below: ends.count)]
      // ICU loses its way where what is repeated may be empty.
      return ("(?:[ab]\(one.own))\(end)", "(?:[ab]\(one.other))\(end)")
    case 4: return ("(\(one.own))", "(\(one.other))")
    default: return one
    }
  }

  mutating func line() -> String {
    let characters = ["a", "b", "c", "A", " ", "-", "é", "1", "_", ".", "{", "\t"]
    let count = number(below: 8)
    return (0..<count).map { _ in characters[number(below: characters.count)] }.joined()
  }
}
