/// Reads the characters that one place of a regular expression takes: `[a-z]`, `\d`.
struct ClassParser {
  private let scalars: [Unicode.Scalar]
  private let ignoresCase: Bool
  private(set) var place: Int

  init(_ scalars: [Unicode.Scalar], at place: Int, ignoresCase: Bool) {
    self.scalars = scalars
    self.place = place
    self.ignoresCase = ignoresCase
  }

  /// What stands in brackets, from behind the first to behind the last.
  mutating func parse() throws(LinePattern.Problem) -> CharacterClass {
    var found = CharacterClass(ignoresCase: ignoresCase)
    if next == "^" {
      found.isNegated = true
      place += 1
    }
    var isFirst = true
    while isFirst || next != "]" {
      isFirst = false
      found.parts += try element()
    }
    place += 1
    return found
  }

  /// What a backslash makes of what follows it.
  mutating func escape() throws(LinePattern.Problem) -> CharacterClass {
    let scalar = try take()
    switch scalar {
    case "d": return .digit
    case "D": return .digit.negated
    case "w": return .word
    case "W": return .word.negated
    case "s": return .space
    case "S": return .space.negated
    default: return CharacterClass(try literal(scalar), ignoresCase: ignoresCase)
    }
  }

  private var next: Unicode.Scalar? { place < scalars.count ? scalars[place] : nil }

  private mutating func take() throws(LinePattern.Problem) -> Unicode.Scalar {
    guard let scalar = next else { throw Message.unclosed }
    place += 1
    return scalar
  }

  private mutating func element() throws(LinePattern.Problem) -> [CharacterClass.Part] {
    let scalar = try take()
    if scalar == "[", next == ":" { return try named() }
    if scalar == "\\", let next, "dDwWsS".unicodeScalars.contains(next) {
      return [.other(than: try escape().negated)]
    }
    let first = try single(scalar)
    guard next == "-", place + 1 < scalars.count, scalars[place + 1] != "]" else {
      return [.range(first.value...first.value)]
    }
    place += 1
    let last = try single(try take())
    guard first.value <= last.value else { throw Message.backwards(first, last) }
    return [.range(first.value...last.value)]
  }

  private mutating func single(
    _ scalar: Unicode.Scalar
  ) throws(LinePattern.Problem) -> Unicode.Scalar {
    scalar == "\\" ? try literal(try take()) : scalar
  }

  private mutating func named() throws(LinePattern.Problem) -> [CharacterClass.Part] {
    place += 1
    var name = ""
    while let scalar = next, scalar != ":", scalar != "]" {
      name.unicodeScalars.append(scalar)
      place += 1
    }
    guard next == ":", place + 1 < scalars.count, scalars[place + 1] == "]",
      let ranges = CharacterClass.named[name]
    else { throw Message.unknownName(name) }
    place += 2
    return ranges.map(CharacterClass.Part.range)
  }

  /// The character that an escape stands for.
  private mutating func literal(
    _ scalar: Unicode.Scalar
  ) throws(LinePattern.Problem) -> Unicode.Scalar {
    switch scalar {
    case "t": return "\t"
    case "n": return "\n"
    case "r": return "\r"
    case "f": return "\u{C}"
    case "v": return "\u{B}"
    case "x":
      let digits = String(String.UnicodeScalarView(scalars[place...].prefix(2)))
      guard digits.utf8.count == 2, digits.allSatisfy(\.isHexDigit),
        let value = UInt8(digits, radix: 16)
      else { throw Message.noNumber }
      place += 2
      return Unicode.Scalar(value)
    case "1"..."9": throw Message.reference
    case "0", "a"..."z", "A"..."Z": throw Message.unknownEscape(scalar)
    default: return scalar
    }
  }
}

private enum Message {
  static let unclosed = LinePattern.Problem(
    because: "it ends in the middle of a class or escape",
    hint: "write \\[ or \\\\ for the character itself")
  static func backwards(
    _ first: Unicode.Scalar, _ last: Unicode.Scalar
  ) -> LinePattern.Problem {
    LinePattern.Problem(because: "'\(first)-\(last)' is the wrong way round", hint: nil)
  }
  static func unknownName(_ name: String) -> LinePattern.Problem {
    LinePattern.Problem(
      because: "'[:\(name):]' is no class of characters",
      hint: "known are \(CharacterClass.named.keys.sorted().joined(separator: ", "))")
  }
  static let noNumber = LinePattern.Problem(
    because: "'\\x' needs two hexadecimal digits", hint: nil)
  static let reference = LinePattern.Problem(
    because: "it refers back to a group, which is not to be had here",
    hint: "write out what the group holds")
  static func unknownEscape(_ scalar: Unicode.Scalar) -> LinePattern.Problem {
    LinePattern.Problem(
      because: "'\\\(scalar)' means nothing", hint: "write '\(scalar)' for the character itself")
  }
}
