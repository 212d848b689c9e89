/// What stands behind the colon in `{:>10,.2f}`: Python's format specification.
struct FormatSpec {
  private var fill: UnicodeScalar = " "
  private var align: UnicodeScalar?
  private var sign: UnicodeScalar = "-"
  private var isAlternate = false
  private var width = 0
  private var grouping: UnicodeScalar?
  private var precision: Int?
  private var type: UnicodeScalar?

  init(_ text: String, _ run: Run) throws(TemplateError) {
    var rest = Array(text.unicodeScalars)[...]
    if rest.count > 1, "<>=^".unicodeScalars.contains(rest[rest.startIndex + 1]) {
      fill = rest.removeFirst()
      align = rest.removeFirst()
    } else if let first = rest.first, "<>=^".unicodeScalars.contains(first) {
      align = rest.removeFirst()
    }
    if let first = rest.first, "+- ".unicodeScalars.contains(first) { sign = rest.removeFirst() }
    if rest.first == "#" {
      isAlternate = true
      rest.removeFirst()
    }
    if rest.first == "0" {
      if align == nil {
        fill = "0"
        align = "="
      }
      rest.removeFirst()
    }
    width = Self.number(&rest) ?? 0
    if let first = rest.first, first == "," || first == "_" { grouping = rest.removeFirst() }
    if rest.first == "." {
      rest.removeFirst()
      guard let number = Self.number(&rest) else { throw run.failure(.value, Message.precision) }
      precision = number
    }
    type = rest.popFirst()
    guard rest.isEmpty else { throw run.failure(.value, Message.invalid(run.shown(text))) }
    try run.allow(bytes: max(width, precision ?? 0))
  }

  private static func number(_ rest: inout ArraySlice<UnicodeScalar>) -> Int? {
    var number: Int?
    while let digit = rest.first, (0x30...0x39).contains(digit.value) {
      number = min((number ?? 0) * 10 + Int(digit.value - 0x30), 1 << 40)
      rest.removeFirst()
    }
    return number
  }

  func apply(_ value: Datum, _ run: Run) throws(TemplateError) -> String {
    switch run.reveal(value) {
    case .string(let text), .markup(let text): return try string(text, run)
    case .boolean(let flag) where type == nil || type == "s":
      return try string(flag ? "True" : "False", run)
    case .boolean(let flag): return try integer(flag ? 1 : 0, run)
    case .integer(let number): return try integer(number, run)
    case .float(let number): return try float(number, run)
    case let other:
      guard isEmpty else { throw run.failure(.type, Message.noFormat(run.kindName(other))) }
      return try run.text(other)
    }
  }

  private var isEmpty: Bool {
    align == nil && sign == "-" && width == 0 && grouping == nil && precision == nil
      && type == nil && !isAlternate
  }

  private func string(_ text: String, _ run: Run) throws(TemplateError) -> String {
    guard type == nil || type == "s", sign == "-", align != "=", !isAlternate, grouping == nil
    else { throw run.failure(.value, Message.notForText) }
    let cut = precision.map { String(scalars: text.unicodeScalars.prefix($0)) } ?? text
    return padded("", cut, standard: "<")
  }

  private func integer(_ number: Int64, _ run: Run) throws(TemplateError) -> String {
    let size = number.magnitude
    let sign = signText(number < 0)
    switch type {
    case nil, "d", "n":
      guard precision == nil else { throw run.failure(.value, Message.noPrecision) }
      return padded(sign, grouped(String(size), every: 3), standard: ">")
    case "b":
      return padded(
        sign + (isAlternate ? "0b" : ""), grouped(String(size, radix: 2), every: 4), standard: ">")
    case "o":
      return padded(
        sign + (isAlternate ? "0o" : ""), grouped(String(size, radix: 8), every: 4), standard: ">")
    case "x":
      return padded(
        sign + (isAlternate ? "0x" : ""), grouped(String(size, radix: 16), every: 4), standard: ">")
    case "X":
      let digits = String(size, radix: 16, uppercase: true)
      return padded(sign + (isAlternate ? "0X" : ""), grouped(digits, every: 4), standard: ">")
    case "c":
      guard let scalar = UInt32(exactly: number).flatMap(UnicodeScalar.init) else {
        throw run.failure(.overflow, Message.noCharacter)
      }
      return padded("", String(scalar), standard: "<")
    case "e", "E", "f", "F", "g", "G", "%": return try float(Double(number), run)
    default: throw run.failure(.value, Message.unknown(type, "an integer"))
    }
  }

  private func float(_ number: Double, _ run: Run) throws(TemplateError) -> String {
    let size = number.magnitude
    var text: String
    switch type {
    case nil:
      text = precision.map { general(size, $0) } ?? FloatText.shortest(size)
    case "f", "F": text = FloatText.fixed(size, precision: precision ?? 6)
    case "e", "E": text = FloatText.exponential(size, precision: precision ?? 6, mark: "e")
    case "g", "G", "n":
      text = FloatText.general(
        size, precision: precision ?? 6, mark: "e", keepsZeros: isAlternate)
    case "%": text = FloatText.fixed(size * 100, precision: precision ?? 6) + "%"
    default: throw run.failure(.value, Message.unknown(type, "a float"))
    }
    if type == "F" || type == "E" || type == "G" { text = text.uppercased() }
    let digits = text.unicodeScalars.prefix { (0x30...0x39).contains($0.value) }
    let rest = String(text.unicodeScalars.dropFirst(digits.count))
    let whole = digits.isEmpty ? "" : grouped(String(digits), every: 3, behind: rest.utf8.count)
    return padded(signText(number.sign == .minus && !number.isNaN), whole + rest, standard: ">")
  }

  /// As `%g`, but always with a digit behind the point, as Python writes floats.
  private func general(_ number: Double, _ precision: Int) -> String {
    let text = FloatText.general(number, precision: max(1, precision), mark: "e")
    guard number.isFinite, !text.contains("."), !text.contains("e") else { return text }
    if text.utf8.count >= max(1, precision) {
      return FloatText.exponential(number, precision: max(0, precision - 1), mark: "e")
    }
    return text + ".0"
  }

  private func signText(_ isNegative: Bool) -> String {
    isNegative ? "-" : sign == "-" ? "" : String(sign)
  }

  /// Digits in groups; zeros that fill the width belong to them.
  private func grouped(_ digits: String, every size: Int, behind: Int = 0) -> String {
    guard let grouping else { return digits }
    var groups: [Substring] = []
    var rest = digits[...]
    while rest.count > size {
      groups.insert(rest.suffix(size), at: 0)
      rest = rest.dropLast(size)
    }
    groups.insert(rest, at: 0)
    return groups.joined(separator: String(grouping))
  }

  private func padded(_ sign: String, _ text: String, standard: UnicodeScalar) -> String {
    let missing = width - sign.utf8.count - text.scalarCount
    guard missing > 0 else { return sign + text }
    func fills(_ count: Int) -> String { String(repeating: String(fill), count: count) }
    switch align ?? standard {
    case "<": return sign + text + fills(missing)
    case "=": return sign + fills(missing) + text
    case "^": return fills(missing / 2) + sign + text + fills(missing - missing / 2)
    default: return fills(missing) + sign + text
    }
  }
}

private enum Message {
  static let precision = "the precision is missing behind '.'"
  static let notForText = "the format does not go with a text"
  static let noPrecision = "an integer has no precision"
  static let noCharacter = "there is no such character"
  static func invalid(_ text: String) -> String { "'\(text)' is no format" }
  static func noFormat(_ kind: String) -> String { "\(kind) cannot be formatted" }
  static func unknown(_ type: UnicodeScalar?, _ kind: String) -> String {
    "the format '\(type.map { String($0) } ?? "")' does not go with \(kind)"
  }
}
