/// A format as C and Python's `%` have it.
struct PercentFormat {
  private let format: [UInt8]
  private let isMarkup: Bool

  init(_ format: String, isMarkup: Bool) {
    self.format = Array(format.utf8)
    self.isMarkup = isMarkup
  }

  /// Which of `-+ #0` stand behind a `%`.
  private struct Flags {
    private var bits: UInt64 = 0

    // All of them are below 64.
    private func bit(_ flag: UnicodeScalar) -> UInt64 { 1 << UInt64(flag.value & 63) }

    /// Takes one in, where the byte is one.
    mutating func take(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: " "), UInt8(ascii: "#"),
        UInt8(ascii: "0"):
        insert(UnicodeScalar(byte))
        return true
      default: return false
      }
    }

    func contains(_ flag: UnicodeScalar) -> Bool { bits & bit(flag) != 0 }
    mutating func insert(_ flag: UnicodeScalar) { bits |= bit(flag) }
    mutating func remove(_ flag: UnicodeScalar) { bits &= ~bit(flag) }
  }

  /// One `%…` of the format.
  private struct Directive {
    var key: String?
    var flags = Flags()
    var width: Int?
    var precision: Int?
    var conversion: UnicodeScalar = "s"
  }

  /// The values in the order in which the format takes them.
  private struct Values {
    let all: [Datum]
    let whole: Datum
    /// Whether they came as a tuple.
    let isTuple: Bool
    var position = 0
    var usesKeys = false

    mutating func next(_ run: Run) throws(TemplateError) -> Datum {
      guard position < all.count else { throw run.failure(.type, Message.tooFew) }
      position += 1
      return all[position - 1]
    }
  }

  func apply(_ argument: Datum, _ run: Run) throws(TemplateError) -> String {
    let argument = run.reveal(argument)
    var values: Values
    if case .tuple(let box) = argument {
      values = Values(all: box.elements, whole: argument, isTuple: true)
    } else {
      values = Values(all: [argument], whole: argument, isTuple: false)
    }
    var output: [UInt8] = []
    var position = 0
    while position < format.count {
      guard format[position] == UInt8(ascii: "%") else {
        output.append(format[position])
        position += 1
        continue
      }
      position += 1
      let directive = try directive(&position, &values, run)
      if directive.conversion == "%" {
        output.append(UInt8(ascii: "%"))
        continue
      }
      let value: Datum
      if let key = directive.key {
        value = try member(key, of: argument, run)
      } else {
        value = try values.next(run)
      }
      if directive.conversion == "s", directive.precision == nil, !isMarkup {
        let text = try run.text(value)
        let missing = max(0, (directive.width ?? 0) - text.scalarCount)
        let isLeft = directive.flags.contains("-")
        if !isLeft { output.append(contentsOf: repeatElement(0x20, count: missing)) }
        output += text.utf8
        if isLeft { output.append(contentsOf: repeatElement(0x20, count: missing)) }
      } else {
        output += try converted(value, directive, run).utf8
      }
      try run.allow(bytes: output.count)
    }
    // A mapping, or a list, may be there without being used up.
    if values.position < values.all.count, !values.usesKeys, values.isTuple || !isOpen(argument) {
      throw run.failure(.type, Message.tooMany)
    }
    return String(decoding: output, as: UTF8.self)
  }

  private func isOpen(_ argument: Datum) -> Bool {
    switch argument {
    case .dict, .list, .undefined: true
    default: false
    }
  }

  private func member(
    _ key: String, of argument: Datum, _ run: Run
  ) throws(TemplateError) -> Datum {
    guard case .dict(let dict) = argument else { throw run.failure(.type, Message.noMapping) }
    guard let value = dict[key] else { throw run.failure(.lookup, Message.noKey(run.shown(key))) }
    return value
  }

  private func directive(
    _ position: inout Int, _ values: inout Values, _ run: Run
  ) throws(TemplateError) -> Directive {
    var directive = Directive()
    if position < format.count, format[position] == UInt8(ascii: "(") {
      guard let end = format[position...].firstIndex(of: UInt8(ascii: ")")) else {
        throw run.failure(.value, Message.openKey)
      }
      directive.key = String(decoding: format[(position + 1)..<end], as: UTF8.self)
      values.usesKeys = true
      position = end + 1
    }
    while position < format.count, directive.flags.take(format[position]) { position += 1 }
    directive.width = try number(&position, &values, run)
    if let width = directive.width, width < 0 {
      directive.flags.insert("-")
      directive.width = Int(clamping: width.magnitude)
    }
    if position < format.count, format[position] == UInt8(ascii: ".") {
      position += 1
      directive.precision = max(0, try number(&position, &values, run) ?? 0)
    }
    while position < format.count, Self.isSize(format[position]) { position += 1 }
    guard position < format.count else { throw run.failure(.value, Message.open) }
    directive.conversion = conversion(&position)
    try run.allow(bytes: max(directive.width ?? 0, directive.precision ?? 0))
    return directive
  }

  /// The letters that C wants for the sizes of numbers.
  private static func isSize(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "h") || byte == UInt8(ascii: "l") || byte == UInt8(ascii: "L")
  }

  private func conversion(_ position: inout Int) -> UnicodeScalar {
    let byte = format[position]
    if byte < 0x80 {
      position += 1
      return UnicodeScalar(byte)
    }
    let rest = String(decoding: format[position...].prefix(4), as: UTF8.self)
    let scalar = rest.unicodeScalars.first ?? "?"
    position += String(scalar).utf8.count
    return scalar
  }

  private func number(
    _ position: inout Int, _ values: inout Values, _ run: Run
  ) throws(TemplateError) -> Int? {
    if position < format.count, format[position] == UInt8(ascii: "*") {
      position += 1
      return try run.integer(try values.next(run), Message.width)
    }
    var number: Int?
    while position < format.count, (0x30...0x39).contains(format[position]) {
      number = min((number ?? 0) * 10 + Int(format[position] - 0x30), 1 << 40)
      position += 1
    }
    return number
  }

  private func converted(
    _ value: Datum, _ directive: Directive, _ run: Run
  ) throws(TemplateError) -> String {
    let flags = directive.flags
    switch directive.conversion {
    case "s", "r", "a":
      var text =
        directive.conversion == "s" ? try run.text(value) : try run.description(value)
      if isMarkup {
        text = directive.conversion == "s" ? try run.escaped(value) : text.escaped
      }
      if let precision = directive.precision {
        text = String(scalars: text.unicodeScalars.prefix(precision))
      }
      return padded(text, directive, sign: "")
    case "c": return padded(try character(value, run), directive, sign: "")
    case "d", "i", "u":
      let number = try whole(value, run)
      return self.number(
        number.magnitude, radix: 10, prefix: "", isNegative: number < 0, directive)
    case "o", "x", "X":
      guard case .integer(let number)? = run.reveal(value).number else {
        throw run.failure(.type, Message.noInteger(run.kindName(value)))
      }
      let radix = directive.conversion == "o" ? 8 : 16
      let prefix = flags.contains("#") ? "0" + String(directive.conversion) : ""
      return self.number(
        number.magnitude, radix: radix, prefix: prefix, isNegative: number < 0, directive)
    case "e", "E", "f", "F", "g", "G":
      guard let number = run.reveal(value).number?.asDouble else {
        throw run.failure(.type, Message.noNumber(run.kindName(value)))
      }
      return float(number, directive)
    default: throw run.failure(.value, Message.unknown(run.shown(String(directive.conversion))))
    }
  }

  private func character(_ value: Datum, _ run: Run) throws(TemplateError) -> String {
    switch run.reveal(value) {
    case .integer(let code):
      if let scalar = UInt32(exactly: code).flatMap(UnicodeScalar.init) { return String(scalar) }
    case .string(let text), .markup(let text): if text.scalarCount == 1 { return text }
    default: break
    }
    throw run.failure(.type, Message.noCharacter)
  }

  private func whole(_ value: Datum, _ run: Run) throws(TemplateError) -> Int64 {
    switch run.reveal(value).number {
    case .integer(let number): return number
    case .float(let number):
      guard let whole = Int64(exactly: number.rounded(.towardZero)) else {
        throw run.failure(number.isNaN ? .value : .overflow, Message.noWhole)
      }
      return whole
    case nil:
      if case .undefined(let undefined) = value { throw run.failure(undefined) }
      throw run.failure(.type, Message.noNumber(run.kindName(value)))
    }
  }

  private func number(
    _ size: UInt64, radix: Int, prefix: String, isNegative: Bool, _ directive: Directive
  ) -> String {
    var digits = String(size, radix: radix, uppercase: directive.conversion == "X")
    if let precision = directive.precision, digits.utf8.count < precision {
      digits = String(repeating: "0", count: precision - digits.utf8.count) + digits
    }
    return padded(digits, directive, sign: sign(isNegative, directive) + prefix)
  }

  private func sign(_ isNegative: Bool, _ directive: Directive) -> String {
    if isNegative { return "-" }
    return directive.flags.contains("+") ? "+" : directive.flags.contains(" ") ? " " : ""
  }

  private func float(_ number: Double, _ directive: Directive) -> String {
    let precision = directive.precision ?? 6
    let isUpper = "EFG".unicodeScalars.contains(directive.conversion)
    var text: String
    switch directive.conversion {
    case "e", "E":
      text = FloatText.exponential(number.magnitude, precision: precision, mark: "e")
    case "f", "F": text = FloatText.fixed(number.magnitude, precision: precision)
    default:
      text = FloatText.general(
        number.magnitude, precision: precision, mark: "e",
        keepsZeros: directive.flags.contains("#"))
    }
    if isUpper { text = text.uppercased() }
    var shape = directive
    if !number.isFinite { shape.flags.remove("0") }
    return padded(text, shape, sign: sign(number.sign == .minus && !number.isNaN, directive))
  }

  private func padded(_ text: String, _ directive: Directive, sign: String) -> String {
    let missing = (directive.width ?? 0) - text.scalarCount - sign.utf8.count
    guard missing > 0 else { return sign + text }
    if directive.flags.contains("-") { return sign + text + String(repeating: " ", count: missing) }
    let isNumber = !"srac".unicodeScalars.contains(directive.conversion)
    if directive.flags.contains("0"), isNumber {
      return sign + String(repeating: "0", count: missing) + text
    }
    return String(repeating: " ", count: missing) + sign + text
  }
}

private enum Message {
  static let tooFew = "the format takes more values than there are"
  static let tooMany = "the format takes fewer values than there are"
  static let noMapping = "a format with names needs a mapping"
  static let openKey = "a name in the format has no ')'"
  static let open = "the format ends within a '%'"
  static let width = "a width given by '*'"
  static let noCharacter = "'%c' needs one character or its number"
  static let noWhole = "the number cannot be written as an integer"
  static func noKey(_ key: String) -> String { "the mapping has no '\(key)'" }
  static func noInteger(_ kind: String) -> String { "the format needs an integer, not \(kind)" }
  static func noNumber(_ kind: String) -> String { "the format needs a number, not \(kind)" }
  static func unknown(_ conversion: String) -> String { "there is no format '%\(conversion)'" }
}
