/// `left + right` and its like.
final class BinaryCode: ExpressionCode {
  private let sign: BinaryOperator
  private let left: ExpressionCode
  private let right: ExpressionCode
  private let spot: Spot

  init(_ sign: BinaryOperator, _ left: ExpressionCode, _ right: ExpressionCode, _ spot: Spot) {
    self.sign = sign
    self.left = left
    self.right = right
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let first = try left.value(frame)
    let second = try right.value(frame)
    frame.run.spot = spot
    return try frame.run.binary(sign, first, second)
  }
}

/// `-value` and `+value`.
final class SignCode: ExpressionCode {
  private let isNegative: Bool
  private let inner: ExpressionCode
  private let spot: Spot

  init(_ isNegative: Bool, _ inner: ExpressionCode, _ spot: Spot) {
    self.isNegative = isNegative
    self.inner = inner
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = try inner.value(frame)
    frame.run.spot = spot
    return isNegative ? try frame.run.negated(value) : try frame.run.positive(value)
  }
}

/// `left ~ right`.
final class ConcatenationCode: ExpressionCode {
  private let parts: [ExpressionCode]
  private let escaping: Escaping
  private let spot: Spot

  init(_ parts: [ExpressionCode], _ escaping: Escaping, _ spot: Spot) {
    self.parts = parts
    self.escaping = escaping
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    var values: [Datum] = []
    for part in parts { values.append(try part.value(frame)) }
    let run = frame.run
    run.spot = spot
    return try run.marking { () throws(TemplateError) in
      var text = ""
      if escaping != .never, values.contains(where: \.isMarkup) {
        for value in values {
          text += try run.escaped(value)
          try run.allow(bytes: text.utf8.count)
        }
        try run.spend(text.utf8.count >> 4)
        return .markup(text)
      }
      for value in values {
        text += try run.text(value)
        try run.allow(bytes: text.utf8.count)
      }
      try run.spend(text.utf8.count >> 4)
      return .string(text)
    }
  }
}

extension Datum {
  fileprivate var isMarkup: Bool {
    switch self {
    case .markup: true
    case .object(let object): object.isMarkup
    case .sensitive(let box): box.inner.isMarkup
    default: false
    }
  }
}

/// `not value`.
final class NotCode: ExpressionCode {
  private let inner: ExpressionCode
  private let spot: Spot

  init(_ inner: ExpressionCode, _ spot: Spot) {
    self.inner = inner
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = try inner.value(frame)
    if case .boolean(let flag) = value { return .boolean(!flag) }
    frame.run.spot = spot
    return try frame.run.marking { () throws(TemplateError) in
      .boolean(try !frame.run.isTrue(value))
    }
  }
}

/// `left and right`, `left or right`: one of both values, the right one computed only if it is
/// needed.
final class JunctionCode: ExpressionCode {
  private let isAnd: Bool
  private let left: ExpressionCode
  private let right: ExpressionCode
  private let spot: Spot

  init(isAnd: Bool, _ left: ExpressionCode, _ right: ExpressionCode, _ spot: Spot) {
    self.isAnd = isAnd
    self.left = left
    self.right = right
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let first = try left.value(frame)
    frame.run.spot = spot
    return try frame.run.marking { () throws(TemplateError) in
      try frame.run.isTrue(first) == isAnd ? try right.value(frame) : first
    }
  }
}

/// `then if test else otherwise`.
final class ConditionalCode: ExpressionCode {
  private let test: ExpressionCode
  private let then: ExpressionCode
  private let otherwise: ExpressionCode?
  private let spot: Spot

  init(
    test: ExpressionCode, then: ExpressionCode, otherwise: ExpressionCode?, _ spot: Spot
  ) {
    self.test = test
    self.then = then
    self.otherwise = otherwise
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let condition = try test.value(frame)
    frame.run.spot = spot
    return try frame.run.marking { () throws(TemplateError) in
      if try frame.run.isTrue(condition) { return try then.value(frame) }
      if let otherwise { return try otherwise.value(frame) }
      return .undefined(Undefined("else", Message.noElse, isLenient: true))
    }
  }
}

private enum Message {
  static let noElse = "the condition is false and there is no 'else'"
}
