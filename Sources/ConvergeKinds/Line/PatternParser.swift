/// Reads a regular expression, in what egrep, Python, Ruby and Perl have in common.
struct PatternParser {
  private let scalars: [Unicode.Scalar]
  private var place = 0
  private var depth = 0
  private var ignoresCase = false

  /// Groups within groups.
  private static let limitDepth = 100
  private static let limitCount = 1_000

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func parse() throws(LinePattern.Problem) -> PatternNode {
    if scalars.isEmpty { throw Message.empty }
    if takes("(?i)") { ignoresCase = true }
    let node = try choice()
    if place < scalars.count { throw Message.unopened }
    return node
  }

  private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func takes(_ text: String) -> Bool {
    guard scalars[place...].starts(with: text.unicodeScalars) else { return false }
    place += text.unicodeScalars.count
    return true
  }

  private mutating func take() throws(LinePattern.Problem) -> Unicode.Scalar {
    guard let scalar = next else { throw Message.ends }
    place += 1
    return scalar
  }

  private mutating func choice() throws(LinePattern.Problem) -> PatternNode {
    var ways = [try sequence()]
    while takes("|") { ways.append(try sequence()) }
    let last = ways.removeLast()
    return ways.reversed().reduce(last) { .choice($1, $0) }
  }

  private mutating func sequence() throws(LinePattern.Problem) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let part = try atom()
      parts.append(try repetition(of: part))
    }
    return .sequence(parts)
  }

  private mutating func repetition(
    of part: PatternNode
  ) throws(LinePattern.Problem) -> PatternNode {
    let counts: (least: Int, most: Int?)
    switch next {
    case "*": counts = (0, nil)
    case "+": counts = (1, nil)
    case "?": counts = (0, 1)
    case "{":
      guard let found = try bounds() else { return part }
      counts = found
      place -= 1
    default: return part
    }
    place += 1
    // The shortest match is a match too.
    _ = takes("?")
    if let next, "*+?".unicodeScalars.contains(next) { throw Message.repeatsTwice }
    return .repeated(part, least: counts.least, most: counts.most)
  }

  /// `{2}`, `{2,}`, `{,5}`, `{2,5}`; nil where the brace is only a brace.
  private mutating func bounds() throws(LinePattern.Problem) -> (least: Int, most: Int?)? {
    guard let end = scalars[place...].firstIndex(of: "}") else { return nil }
    let text = String(String.UnicodeScalarView(scalars[(place + 1)..<end]))
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), text != "", text != ",",
      parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } })
    else { return nil }
    let least = parts[0].isEmpty ? 0 : Int(parts[0]) ?? Int.max
    let most = parts[parts.count - 1].isEmpty ? nil : Int(parts[parts.count - 1]) ?? Int.max
    guard least <= Self.limitCount, most ?? 0 <= Self.limitCount else { throw Message.tooOften }
    guard least <= most ?? least else { throw Message.backwards(text) }
    place = end + 1
    return (least, most)
  }

  private mutating func atom() throws(LinePattern.Problem) -> PatternNode {
    switch try take() {
    case "(": return try group()
    case "[":
      var parser = ClassParser(scalars, at: place, ignoresCase: ignoresCase)
      let found = try parser.parse()
      place = parser.place
      return .one(found)
    case ".": return .one(.any)
    case "^": return .assert(.start)
    case "$": return .assert(.end)
    case "*", "+", "?": throw Message.nothingRepeated
    case "\\": return try escape()
    case let scalar: return .one(CharacterClass(scalar, ignoresCase: ignoresCase))
    }
  }

  private mutating func group() throws(LinePattern.Problem) -> PatternNode {
    depth += 1
    if depth > Self.limitDepth { throw Message.tooDeep }
    if takes("?") {
      if takes("=") || takes("!") || takes("<=") || takes("<!") { throw Message.lookAround }
      if takes("P<") || takes("<") {
        while try take() != ">" {}
      } else if !takes(":") {
        throw Message.unknownGroup
      }
    }
    let inner = try choice()
    guard takes(")") else { throw Message.unclosed }
    depth -= 1
    return inner
  }

  private mutating func escape() throws(LinePattern.Problem) -> PatternNode {
    switch next {
    case "b":
      place += 1
      return .assert(.wordBoundary)
    case "B":
      place += 1
      return .assert(.noWordBoundary)
    case "A":
      place += 1
      return .assert(.start)
    case "z", "Z":
      place += 1
      return .assert(.end)
    default: break
    }
    var parser = ClassParser(scalars, at: place, ignoresCase: ignoresCase)
    let found = try parser.escape()
    place = parser.place
    return .one(found)
  }
}

private enum Message {
  static let empty = LinePattern.Problem(
    because: "it is empty", hint: "an empty one matches every line")
  static let ends = LinePattern.Problem(because: "it ends too early", hint: nil)
  static let unopened = LinePattern.Problem(
    because: "a ')' has no '('", hint: "write \\) for the character itself")
  static let unclosed = LinePattern.Problem(
    because: "a '(' has no ')'", hint: "write \\( for the character itself")
  static let repeatsTwice = LinePattern.Problem(
    because: "it repeats a repetition", hint: "put a group around it")
  static let nothingRepeated = LinePattern.Problem(
    because: "a '*', '+' or '?' has nothing before it to repeat",
    hint: "write a backslash before it for the character itself")
  static let tooOften = LinePattern.Problem(
    because: "it repeats more than 1,000 times", hint: nil)
  static func backwards(_ text: String) -> LinePattern.Problem {
    LinePattern.Problem(because: "'{\(text)}' is the wrong way round", hint: nil)
  }
  static let tooDeep = LinePattern.Problem(because: "its groups are nested too deeply", hint: nil)
  static let lookAround = LinePattern.Problem(
    because: "it looks ahead or behind, which is not to be had here",
    hint: "write out what the whole line is")
  static let unknownGroup = LinePattern.Problem(
    because: "a group begins with '(?'",
    hint: "there is (?:…), and (?i) at the beginning of the whole")
}
