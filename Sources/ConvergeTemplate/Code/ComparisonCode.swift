/// `first < second <= third`: each value computed once, stopped at the first that does not hold.
final class ComparisonCode: ExpressionCode {
  enum Sign: String {
    case equal = "=="
    case unequal = "!="
    case less = "<"
    case atMost = "<="
    case greater = ">"
    case atLeast = ">="
    case isIn = "in"
    case isNotIn = "not in"
  }

  private let first: ExpressionCode
  private let sign: Sign
  private let second: ExpressionCode
  private let rest: [(sign: Sign, value: ExpressionCode)]
  private let spot: Spot

  /// `rest` has at least one.
  init(_ first: ExpressionCode, _ rest: [(sign: Sign, value: ExpressionCode)], _ spot: Spot) {
    self.first = first
    (sign, second) = rest[0]
    self.rest = Array(rest.dropFirst())
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let left = try first.value(frame)
    let right = try second.value(frame)
    if rest.isEmpty, let answer = Self.quick(sign, left, right) { return .boolean(answer) }
    let run = frame.run
    run.spot = spot
    return try run.marking { () throws(TemplateError) in
      guard try run.compare(sign, left, right) else { return .boolean(false) }
      return .boolean(rest.isEmpty ? true : try holdsFurther(from: right, frame))
    }
  }

  private func holdsFurther(from value: Datum, _ frame: Frame) throws(TemplateError) -> Bool {
    var left = value
    for (sign, code) in rest {
      let right = try code.value(frame)
      frame.run.spot = spot
      guard try frame.run.compare(sign, left, right) else { return false }
      left = right
    }
    return true
  }

  /// The answer for integers, and for the equality of texts.
  @inline(__always)
  private static func quick(_ sign: Sign, _ left: Datum, _ right: Datum) -> Bool? {
    switch (left, right) {
    case (.integer(let first), .integer(let second)):
      switch sign {
      case .equal: first == second
      case .unequal: first != second
      case .less: first < second
      case .atMost: first <= second
      case .greater: first > second
      case .atLeast: first >= second
      case .isIn, .isNotIn: nil
      }
    case (.string(let first), .string(let second)):
      switch sign {
      case .equal: isSameText(first, second)
      case .unequal: !isSameText(first, second)
      default: nil
      }
    default: nil
    }
  }
}

extension Run {
  func compare(
    _ sign: ComparisonCode.Sign, _ left: Datum, _ right: Datum
  ) throws(TemplateError) -> Bool {
    switch sign {
    case .equal: try isEqual(left, right)
    case .unequal: try !isEqual(left, right)
    case .less: try isLess(left, right)
    case .atMost: try isAtMost(left, right)
    case .greater: try isLess(right, left, sign: ">")
    case .atLeast: try isAtMost(right, left, sign: ">=")
    case .isIn: try contains(right, left)
    case .isNotIn: try !contains(right, left)
    }
  }
}
