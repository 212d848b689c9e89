/// Reads a regular expression in Python's syntax.
struct PatternReader {
  private let text: [UnicodeScalar]
  private var position = 0
  private(set) var groupCount = 0
  private(set) var names: [String: Int] = [:]
  private(set) var options: PatternOptions
  private var depth = 0

  init(_ text: String, _ options: PatternOptions) {
    self.text = Array(text.unicodeScalars)
    self.options = options
  }

  mutating func pattern() throws(PatternFailure) -> PatternNode {
    let node = try alternatives()
    guard position == text.count else { throw failure("an unbalanced ')'") }
    return node
  }

  private func failure(_ message: String) -> PatternFailure {
    PatternFailure(message: "\(message) at position \(position)", isBound: false)
  }

  private var current: UnicodeScalar? { position < text.count ? text[position] : nil }

  private mutating func takes(_ wanted: String) -> Bool {
    let scalars = Array(wanted.unicodeScalars)
    guard position + scalars.count <= text.count,
      text[position..<position + scalars.count].elementsEqual(scalars)
    else { return false }
    position += scalars.count
    return true
  }

  private mutating func alternatives() throws(PatternFailure) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    if depth > 100 { throw failure("more than 100 groups within one another") }
    var branches = [try sequence()]
    while takes("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternatives(branches)
  }

  private mutating func sequence() throws(PatternFailure) -> PatternNode {
    var parts: [PatternNode] = []
    while let scalar = current, scalar != "|", scalar != ")" {
      if options.isVerbose, skipsComment(scalar) { continue }
      guard let atom = try atom() else { continue }
      parts.append(try repeated(atom))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func skipsComment(_ scalar: UnicodeScalar) -> Bool {
    if scalar.isSpace {
      position += 1
      return true
    }
    guard scalar == "#" else { return false }
    while let next = current, next != "\n" {
      _ = next
      position += 1
    }
    return true
  }

  private mutating func repeated(_ atom: PatternNode) throws(PatternFailure) -> PatternNode {
    var node = atom
    var count = 0
    while let (least, most) = try quantifier() {
      guard count == 0 else { throw failure("a repetition of a repetition") }
      count += 1
      let isGreedy = !takes("?")
      if takes("+") { throw failure("possessive repetitions are not supported") }
      node = .repeated(node, least: least, most: most, isGreedy: isGreedy)
    }
    return node
  }

  private mutating func quantifier() throws(PatternFailure) -> (Int, Int)? {
    if takes("*") { return (0, .max) }
    if takes("+") { return (1, .max) }
    if takes("?") { return (0, 1) }
    guard current == "{" else { return nil }
    let start = position
    position += 1
    let least = number()
    var most = least
    if takes(",") { most = number() ?? .max }
    guard takes("}"), least != nil || most != nil else {
      position = start
      return nil
    }
    guard (least ?? 0) <= (most ?? .max) else { throw failure("a repetition with 'most' below") }
    return (least ?? 0, most ?? .max)
  }

  private mutating func number() -> Int? {
    var number: Int?
    while let digit = current, (0x30...0x39).contains(digit.value) {
      number = min((number ?? 0) * 10 + Int(digit.value - 0x30), 1_000_000)
      position += 1
    }
    return number
  }

  private mutating func atom() throws(PatternFailure) -> PatternNode? {
    let scalar = text[position]
    position += 1
    switch scalar {
    case ".": return .any
    case "^": return .lineStart
    case "$": return .lineEnd
    case "[": return .set(try set())
    case "(": return try group()
    case "\\": return try escape()
    case "*", "+", "?":
      position -= 1
      throw failure("nothing to repeat")
    case "{":
      position -= 1
      if try quantifier() != nil { throw failure("nothing to repeat") }
      position += 1
      return .scalar(scalar)
    default: return .scalar(scalar)
    }
  }

  private mutating func group() throws(PatternFailure) -> PatternNode? {
    var node: PatternNode?
    if takes("?:") {
      node = .group(try alternatives(), number: nil)
    } else if takes("?P<") || (current == "?" && isNamed()) {
      let name = try groupName(endingAt: ">")
      groupCount += 1
      let number = groupCount
      names[name] = number
      node = .group(try alternatives(), number: number)
    } else if takes("?P=") {
      let name = try groupName(endingAt: ")")
      guard let number = names[name] else { throw failure("no group '\(name)'") }
      return .reference(number)
    } else if takes("?=") {
      node = .ahead(try alternatives(), isWanted: true)
    } else if takes("?!") {
      node = .ahead(try alternatives(), isWanted: false)
    } else if takes("?<=") {
      node = try behind(isWanted: true)
    } else if takes("?<!") {
      node = try behind(isWanted: false)
    } else if takes("?#") {
      while let next = current, next != ")" {
        _ = next
        position += 1
      }
    } else if takes("?") {
      return try flags()
    } else {
      groupCount += 1
      let number = groupCount
      node = .group(try alternatives(), number: number)
    }
    guard takes(")") else { throw failure("a ')' is missing") }
    return node
  }

  private func isNamed() -> Bool { false }

  private mutating func behind(isWanted: Bool) throws(PatternFailure) -> PatternNode {
    let inner = try alternatives()
    guard let length = inner.fixedLength else {
      throw failure("what is looked for behind must have a fixed length")
    }
    return .behind(inner, length: length, isWanted: isWanted)
  }

  private mutating func groupName(endingAt end: UnicodeScalar) throws(PatternFailure) -> String {
    var name = ""
    while let scalar = current, scalar != end {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard current == end, name.isIdentifier else { throw failure("a bad group name") }
    position += 1
    return name
  }

  /// `(?i)` for all, `(?i:…)` for a part, which only letters of the whole can have here.
  private mutating func flags() throws(PatternFailure) -> PatternNode? {
    while let flag = current, flag != ")" {
      position += 1
      switch flag {
      case "i": options.ignoresCase = true
      case "m": options.isMultiline = true
      case "s": options.dotMatchesAll = true
      case "x": options.isVerbose = true
      case "u": break
      default: throw failure("the extension '(?\(flag)' is not supported")
      }
    }
    guard takes(")") else { throw failure("a ')' is missing") }
    return nil
  }

  private mutating func escape() throws(PatternFailure) -> PatternNode {
    guard let scalar = current else { throw failure("an escape without a character") }
    position += 1
    switch scalar {
    case "A": return .textStart
    case "Z": return .textEnd
    case "b": return .boundary(isWanted: true)
    case "B": return .boundary(isWanted: false)
    case "1"..."9":
      var number = Int(scalar.value - 0x30)
      if let next = current, (0x30...0x39).contains(next.value) {
        number = number * 10 + Int(next.value - 0x30)
        position += 1
      }
      guard number <= groupCount else { throw failure("no group \(number)") }
      return .reference(number)
    default: break
    }
    if let member = Self.classMember(scalar) { return .set(PatternSet(members: [member])) }
    return .scalar(try escapedScalar(scalar))
  }

  private static func classMember(_ scalar: UnicodeScalar) -> PatternSet.Member? {
    switch scalar {
    case "d": .digit(true)
    case "D": .digit(false)
    case "w": .word(true)
    case "W": .word(false)
    case "s": .space(true)
    case "S": .space(false)
    default: nil
    }
  }

  private mutating func escapedScalar(_ scalar: UnicodeScalar) throws(PatternFailure)
    -> UnicodeScalar
  {
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "f": return "\u{C}"
    case "v": return "\u{B}"
    case "a": return "\u{7}"
    case "0": return "\0"
    case "x": return try hexadecimal(2)
    case "u": return try hexadecimal(4)
    case "U": return try hexadecimal(8)
    default:
      if scalar.value < 0x80, scalar.properties.isAlphabetic {
        throw failure("a bad escape '\\\(scalar)'")
      }
      return scalar
    }
  }

  private mutating func hexadecimal(_ count: Int) throws(PatternFailure) -> UnicodeScalar {
    let digits = String(scalars: text[position...].prefix(count))
    guard digits.utf8.count == count, let code = UInt32(digits, radix: 16),
      let scalar = UnicodeScalar(code)
    else { throw failure("a bad escape") }
    position += count
    return scalar
  }

  private mutating func set() throws(PatternFailure) -> PatternSet {
    var set = PatternSet()
    set.isNegated = takes("^")
    var isFirst = true
    while let scalar = current, isFirst || scalar != "]" {
      isFirst = false
      position += 1
      var low = scalar
      if scalar == "\\" {
        guard let escaped = current else { throw failure("an escape without a character") }
        position += 1
        if let member = Self.classMember(escaped) {
          set.members.append(member)
          continue
        }
        low = escaped == "b" ? "\u{8}" : try escapedScalar(escaped)
      }
      var high = low
      if current == "-", position + 1 < text.count, text[position + 1] != "]" {
        position += 1
        high = text[position]
        position += 1
        if high == "\\", let escaped = current {
          position += 1
          guard Self.classMember(escaped) == nil else { throw failure("a bad range") }
          high = try escapedScalar(escaped)
        }
      }
      guard low <= high else { throw failure("a bad range") }
      set.members.append(.range(low.value...high.value))
    }
    guard takes("]") else { throw failure("a ']' is missing") }
    return set
  }
}
