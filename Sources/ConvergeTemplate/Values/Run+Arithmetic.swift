/// The operators between two values.
enum BinaryOperator: String {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case floorDivide = "//"
  case remainder = "%"
  case power = "**"
}

/// Arithmetic as Python has it, on integers of 64 bits.
extension Run {
  func binary(
    _ sign: BinaryOperator, _ left: Datum, _ right: Datum
  ) throws(TemplateError) -> Datum {
    switch (left, right) {
    case (.integer(let first), .integer(let second)): return try integers(sign, first, second)
    case (.undefined(let undefined), _): throw failure(undefined)
    case (_, .undefined(let undefined)) where sign != .remainder || left.isNoText:
      throw failure(undefined)
    case (.sensitive, _):
      return try marking { () throws(TemplateError) in try binary(sign, reveal(left), right) }
    case (.string(let format), _) where sign == .remainder:
      return try marking { () throws(TemplateError) in
        .string(try formatted(format, isMarkup: false, right))
      }
    case (.markup(let format), _) where sign == .remainder:
      return try marking { () throws(TemplateError) in
        .markup(try formatted(format, isMarkup: true, right))
      }
    case (_, .sensitive):
      return try marking { () throws(TemplateError) in try binary(sign, left, reveal(right)) }
    default: break
    }
    if let first = left.number, let second = right.number {
      if case .integer(let whole) = first, case .integer(let other) = second {
        return try integers(sign, whole, other)
      }
      return try floats(sign, first.asDouble, second.asDouble)
    }
    switch sign {
    case .add: return try joined(left, right)
    case .multiply: return try repeated(left, right)
    default: throw unfit(sign, left, right)
    }
  }

  private func formatted(
    _ format: String, isMarkup: Bool, _ values: Datum
  ) throws(TemplateError) -> String {
    try charge(.string(format))
    try charge(values)
    let text = try PercentFormat(format, isMarkup: isMarkup).apply(values, self)
    try charge(.string(text))
    return text
  }

  private func integers(
    _ sign: BinaryOperator, _ left: Int64, _ right: Int64
  ) throws(TemplateError) -> Datum {
    let (result, isTooLarge): (Int64, Bool)
    switch sign {
    case .add: (result, isTooLarge) = left.addingReportingOverflow(right)
    case .subtract: (result, isTooLarge) = left.subtractingReportingOverflow(right)
    case .multiply: (result, isTooLarge) = left.multipliedReportingOverflow(by: right)
    case .divide:
      guard right != 0 else { throw failure(.zeroDivision, Message.zero) }
      return .float(Double(left) / Double(right))
    case .floorDivide, .remainder:
      guard right != 0 else { throw failure(.zeroDivision, Message.zero) }
      if left == .min, right == -1 {
        if sign == .remainder { return .integer(0) }
        throw failure(.overflow, Message.overflow)
      }
      let (quotient, rest) = left.quotientAndRemainder(dividingBy: right)
      let isBelow = rest != 0 && (rest < 0) != (right < 0)
      if sign == .floorDivide { return .integer(isBelow ? quotient - 1 : quotient) }
      return .integer(isBelow ? rest + right : rest)
    case .power: return try power(left, right)
    }
    if isTooLarge { throw failure(.overflow, Message.overflow) }
    return .integer(result)
  }

  private func power(_ base: Int64, _ exponent: Int64) throws(TemplateError) -> Datum {
    if exponent < 0 { return try floats(.power, Double(base), Double(exponent)) }
    if base == 0 || base == 1 { return .integer(exponent == 0 ? 1 : base) }
    if base == -1 { return .integer(exponent & 1 == 0 ? 1 : -1) }
    var result: Int64 = 1
    for _ in 0..<min(exponent, 65) {
      let (product, isTooLarge) = result.multipliedReportingOverflow(by: base)
      if isTooLarge { throw failure(.overflow, Message.overflow) }
      result = product
    }
    return .integer(result)
  }

  private func floats(
    _ sign: BinaryOperator, _ left: Double, _ right: Double
  ) throws(TemplateError) -> Datum {
    switch sign {
    case .add: return .float(left + right)
    case .subtract: return .float(left - right)
    case .multiply: return .float(left * right)
    case .divide:
      guard right != 0 else { throw failure(.zeroDivision, Message.zero) }
      return .float(left / right)
    case .floorDivide, .remainder:
      guard right != 0 else { throw failure(.zeroDivision, Message.zero) }
      let (quotient, rest) = divided(left, right)
      return .float(sign == .floorDivide ? quotient : rest)
    case .power:
      guard let result = Power.power(left, right) else {
        if left == 0 { throw failure(.zeroDivision, Message.zeroPower) }
        throw failure(.value, Message.notReal)
      }
      if result.isInfinite, left.isFinite, right.isFinite {
        throw failure(.overflow, Message.overflow)
      }
      return .float(result)
    }
  }

  /// Quotient and remainder by the rule that the remainder has the divisor's sign.
  private func divided(_ left: Double, _ right: Double) -> (Double, Double) {
    var rest = left.truncatingRemainder(dividingBy: right)
    var quotient = (left - rest) / right
    if rest != 0 {
      if (right < 0) != (rest < 0) {
        rest += right
        quotient -= 1
      }
    } else {
      rest = right < 0 ? -0.0 : 0.0
    }
    if quotient == 0 {
      return (left / right < 0 || (left / right).sign == .minus ? -0.0 : 0.0, rest)
    }
    var whole = quotient.rounded(.down)
    if quotient - whole > 0.5 { whole += 1 }
    return (whole, rest)
  }

  private func joined(_ left: Datum, _ right: Datum) throws(TemplateError) -> Datum {
    try charge(left)
    try charge(right)
    switch (left, right) {
    case (.string(let first), .string(let second)):
      try allow(bytes: first.utf8.count + second.utf8.count)
      return .string(first + second)
    case (.markup(let first), .string(let second)): return try markup(first, second.escaped)
    case (.string(let first), .markup(let second)): return try markup(first.escaped, second)
    case (.markup(let first), .markup(let second)): return try markup(first, second)
    case (.list(let first), .list(let second)):
      return .list(first.elements + second.elements)
    case (.tuple(let first), .tuple(let second)):
      return .tuple(first.elements + second.elements)
    default: throw unfit(.add, left, right)
    }
  }

  private func markup(_ first: String, _ second: String) throws(TemplateError) -> Datum {
    try allow(bytes: first.utf8.count + second.utf8.count)
    return .markup(first + second)
  }

  private func repeated(_ left: Datum, _ right: Datum) throws(TemplateError) -> Datum {
    guard case .integer(let number)? = right.number else {
      if case .integer? = left.number { return try repeated(right, left) }
      throw unfit(.multiply, left, right)
    }
    let count = Int(max(0, number))
    switch left {
    case .string(let text): return .string(try repeated(text, count))
    case .markup(let text): return .markup(try repeated(text, count))
    case .list(let box): return .list(try repeated(box.elements, count))
    case .tuple(let box): return .tuple(try repeated(box.elements, count))
    default: throw unfit(.multiply, left, right)
    }
  }

  private func repeated(_ text: String, _ count: Int) throws(TemplateError) -> String {
    let (size, isTooLarge) = text.utf8.count.multipliedReportingOverflow(by: count)
    try allow(bytes: isTooLarge ? .max : size)
    try spend(size >> 4)
    return String(repeating: text, count: count)
  }

  private func repeated(_ elements: [Datum], _ count: Int) throws(TemplateError) -> [Datum] {
    let (size, isTooLarge) = elements.count.multipliedReportingOverflow(by: count)
    try allow(bytes: isTooLarge ? .max : size)
    try spend(size)
    var result: [Datum] = []
    result.reserveCapacity(size)
    for _ in 0..<count { result += elements }
    return result
  }

  private func unfit(_ sign: BinaryOperator, _ left: Datum, _ right: Datum) -> TemplateError {
    failure(.type, Message.unfit(sign.rawValue, kindName(left), kindName(right)))
  }

  func negated(_ value: Datum) throws(TemplateError) -> Datum {
    switch value {
    case .integer(let number):
      guard number != .min else { throw failure(.overflow, Message.overflow) }
      return .integer(-number)
    case .boolean(let flag): return .integer(flag ? -1 : 0)
    case .float(let number): return .float(-number)
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive:
      return try marking { () throws(TemplateError) in try negated(reveal(value)) }
    default: throw failure(.type, Message.noSign("-", kindName(value)))
    }
  }

  func positive(_ value: Datum) throws(TemplateError) -> Datum {
    switch value {
    case .integer, .float: return value
    case .boolean(let flag): return .integer(flag ? 1 : 0)
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive:
      return try marking { () throws(TemplateError) in try positive(reveal(value)) }
    default: throw failure(.type, Message.noSign("+", kindName(value)))
    }
  }
}

extension Datum {
  /// Whether `%` does not make it a format.
  fileprivate var isNoText: Bool {
    switch inner {
    case .string, .markup: false
    default: true
    }
  }
}

private enum Message {
  static let zero = "a number cannot be divided by zero"
  static let zeroPower = "zero has no negative power"
  static let notReal = "a negative number has no such power"
  static let overflow = "the number is larger than 64 bits hold"
  static func unfit(_ sign: String, _ left: String, _ right: String) -> String {
    "'\(sign)' does not go with \(left) and \(right)"
  }
  static func noSign(_ sign: String, _ kind: String) -> String {
    "'\(sign)' does not go with \(kind)"
  }
}
