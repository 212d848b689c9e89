/// Numbers in or out.
extension Filters {
  static let numberTable: [NamedFilter] = [
    .init(
      "abs",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("abs", [], arguments)
        switch run.reveal(arguments.value) {
        case .integer(.min): throw run.failure(.overflow, Message.overflow)
        case .integer(let number): return .integer(abs(number))
        case .boolean(let flag): return .integer(flag ? 1 : 0)
        case .float(let number): return .float(number.magnitude)
        case .undefined(let undefined): throw run.failure(undefined)
        default: throw run.failure(.type, Message.noNumber(run.kindName(arguments.value)))
        }
      }
    ),
    .init(
      "int",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("int", ["default", "base"], arguments)
        let base = try run.integer(values[1], default: 10, "the base")
        return try run.whole(arguments.value, base: base) ?? values[0] ?? .integer(0)
      }
    ),
    .init(
      "float",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("float", ["default"], arguments)
        return try run.floating(arguments.value).map { .float($0) } ?? values[0] ?? .float(0)
      }
    ),
    .init("round", round),
    .init("filesizeformat", fileSize),
  ]

  private static let round: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("round", ["precision", "method"], arguments)
    let precision = try run.integer(values[0], default: 0, "the precision")
    let method = try run.string(values[1] ?? .string("common"), "the method")
    guard ["common", "ceil", "floor"].contains(method) else {
      throw run.failure(.argument, Message.method)
    }
    let number = run.reveal(arguments.value).number
    if case .undefined(let undefined) = arguments.value { throw run.failure(undefined) }
    guard let number else {
      throw run.failure(.type, Message.noNumber(run.kindName(arguments.value)))
    }
    if method == "common" {
      switch number {
      case .integer(let whole): return .integer(try run.rounded(whole, precision))
      case .float(let value): return .float(run.rounded(value, precision))
      }
    }
    let scale = Power.power(10, Double(precision)) ?? 1
    let scaled = number.asDouble * scale
    guard scaled.isFinite else { throw run.failure(.overflow, Message.overflow) }
    return .float(scaled.rounded(method == "ceil" ? .up : .down) / scale)
  }

  private static let fileSize: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("filesizeformat", ["binary"], arguments)
    let isBinary = try run.flag(values[0])
    if case .undefined(let undefined) = arguments.value { throw run.failure(undefined) }
    guard let size = try run.floating(arguments.value) else {
      let kind: TemplateError.Kind
      switch run.reveal(arguments.value) {
      case .string, .markup: kind = .value
      default: kind = .type
      }
      throw run.failure(kind, Message.noNumber(run.kindName(arguments.value)))
    }
    let base: Double = isBinary ? 1024 : 1000
    if size == 1 { return .string("1 Byte") }
    if size < base {
      guard let whole = Int64(exactly: size.rounded(.towardZero)) else {
        throw run.failure(.overflow, Message.overflow)
      }
      return .string("\(whole) Bytes")
    }
    var unit = base
    let marks = ["k", "M", "G", "T", "P", "E", "Z", "Y"]
    var mark = ""
    for next in marks {
      unit *= base
      mark = isBinary ? next.uppercased() + "iB" : next + "B"
      if size < unit { break }
    }
    return .string(FloatText.fixed(base * size / unit, precision: 1) + " " + mark)
  }
}

extension Run {
  /// Rounded to so many digits behind the point, half to even; negative counts digits before it.
  func rounded(_ number: Int64, _ precision: Int) throws(TemplateError) -> Int64 {
    guard precision < 0 else { return number }
    guard precision > -19 else { return 0 }
    var unit: Int64 = 1
    for _ in 0..<(-precision) { unit *= 10 }
    let (quotient, rest) = number.quotientAndRemainder(dividingBy: unit)
    let double = rest.magnitude * 2
    let isUp = double > UInt64(unit) || (double == UInt64(unit) && quotient & 1 != 0)
    let steps = quotient + (isUp ? (number < 0 ? -1 : 1) : 0)
    let (result, isTooLarge) = steps.multipliedReportingOverflow(by: unit)
    if isTooLarge { throw failure(.overflow, Message.overflow) }
    return result
  }

  func rounded(_ number: Double, _ precision: Int) -> Double {
    guard number.isFinite, precision <= 330 else { return number }
    if precision >= 0 { return Double(FloatText.fixed(number, precision: precision)) ?? number }
    guard precision > -310, let unit = Power.power(10, Double(-precision)) else { return 0 }
    return (number / unit).rounded(.toNearestOrEven) * unit
  }

  /// A value as an integer, as Python's `int` reads it; nil where it cannot.
  func whole(_ value: Datum, base: Int) throws(TemplateError) -> Datum? {
    switch reveal(value) {
    case .integer(let number): return .integer(number)
    case .boolean(let flag): return .integer(flag ? 1 : 0)
    case .float(let number): return try whole(number)
    case .string(let text), .markup(let text):
      if let number = try integer(in: text.stripped(), base: base) { return .integer(number) }
      guard let number = FloatReading.number(text) else { return nil }
      return try whole(number)
    case .undefined(let undefined): throw failure(undefined)
    default: return nil
    }
  }

  private func whole(_ number: Double) throws(TemplateError) -> Datum? {
    guard number.isFinite else { return nil }
    guard let whole = Int64(exactly: number.rounded(.towardZero)) else {
      throw failure(.overflow, Message.overflow)
    }
    return .integer(whole)
  }

  private func integer(in text: String, base: Int) throws(TemplateError) -> Int64? {
    var digits = text[...]
    let isNegative = digits.first == "-"
    if isNegative || digits.first == "+" { digits = digits.dropFirst() }
    var radix = base
    let head = digits.prefix(2).lowercased()
    for (mark, value) in [("0x", 16), ("0o", 8), ("0b", 2)] where head == mark {
      if base == value || base == 0 {
        radix = value
        digits = digits.dropFirst(2)
        if digits.first == "_" { digits = digits.dropFirst() }
      }
    }
    if radix == 0 { radix = 10 }
    guard (2...36).contains(radix) else { return nil }
    guard let first = digits.first, let last = digits.last, first != "_", last != "_",
      !digits.contains("__")
    else { return nil }
    var plain = ""
    for scalar in digits.unicodeScalars where scalar != "_" {
      if scalar.value >= 0x80, scalar.properties.numericType == .decimal {
        plain += String(Int(scalar.properties.numericValue ?? 0))
      } else {
        plain.unicodeScalars.append(scalar)
      }
    }
    guard plain.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else { return nil }
    if let number = Int64((isNegative ? "-" : "") + plain, radix: radix) { return number }
    let limit = Character(UnicodeScalar(UInt8(radix <= 10 ? 48 + radix : 87 + radix)))
    guard plain.lowercased().allSatisfy({ $0 < limit }) else { return nil }
    throw failure(.overflow, Message.overflow)
  }

  /// A value as a float, as Python's `float` reads it; nil where it cannot.
  func floating(_ value: Datum) throws(TemplateError) -> Double? {
    switch reveal(value) {
    case .string(let text), .markup(let text): return FloatReading.number(text)
    case .undefined(let undefined): throw failure(undefined)
    case let other: return other.number?.asDouble
    }
  }
}

/// Reading floats as Python's `float` does.
enum FloatReading {
  static func number(_ text: String) -> Double? {
    let trimmed = text.stripped()
    let lowered = trimmed.lowercased()
    let unsigned = lowered.drop { $0 == "+" || $0 == "-" }
    guard lowered.count - unsigned.count <= 1 else { return nil }
    let sign: Double = lowered.first == "-" ? -1 : 1
    if unsigned == "inf" || unsigned == "infinity" { return sign * .infinity }
    if unsigned == "nan" { return .nan }
    guard unsigned.first != "_", unsigned.last != "_", !unsigned.contains("__") else { return nil }
    var plain = unsigned.filter { $0 != "_" }
    guard plain.allSatisfy({ "0123456789.e+-".contains($0) }) else { return nil }
    if plain.first == "." { plain = "0" + plain }
    plain = plain.replacingText(".e", with: ".0e")
    if plain.last == "." { plain += "0" }
    return Double(plain).map { sign * $0 }
  }
}

private enum Message {
  static let overflow = "the number is larger than 64 bits hold"
  static let method = "the method must be 'common', 'ceil' or 'floor'"
  static func noNumber(_ kind: String) -> String { "a number is needed, not \(kind)" }
}
