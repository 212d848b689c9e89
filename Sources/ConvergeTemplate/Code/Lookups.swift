/// `value.name`.
final class AttributeCode: ExpressionCode {
  private let inner: ExpressionCode
  private let name: String
  private let hash: Int
  /// Whether a mapping has a method of that name, which comes first.
  private let isMethod: Bool
  private let loopMember: LoopObject.Member?
  private let spot: Spot

  init(_ inner: ExpressionCode, _ name: String, _ spot: Spot) {
    self.inner = inner
    self.name = name
    self.spot = spot
    loopMember = LoopObject.Member(rawValue: name)
    hash = textHash(name)
    isMethod = DictMethods.has(name)
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = try inner.value(frame)
    if !isMethod, case .dict(let dict) = value, let found = dict.value(ofText: name, hash: hash) {
      return found
    }
    frame.run.spot = spot
    if let loopMember, case .object(let object) = value, let loop = object as? LoopObject {
      return try loop.value(loopMember)
    }
    return try frame.run.attribute(value, name, hash: hash)
  }

  override func valueIfDefined(_ frame: Frame) throws(TemplateError) -> Datum? {
    let value = try inner.value(frame)
    frame.run.spot = spot
    let found: Datum?
    if !isMethod, case .dict(let dict) = value {
      found = dict.value(ofText: name, hash: hash)
    } else {
      found = try frame.run.attribute(value, name, hash: hash)
    }
    return found?.isUndefined == true ? nil : found
  }
}

/// `value[key]`.
final class ItemCode: ExpressionCode {
  private let inner: ExpressionCode
  private let key: ExpressionCode
  private let spot: Spot

  init(_ inner: ExpressionCode, _ key: ExpressionCode, _ spot: Spot) {
    self.inner = inner
    self.key = key
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = try inner.value(frame)
    let key = try key.value(frame)
    frame.run.spot = spot
    return try frame.run.item(value, key)
  }

  override func valueIfDefined(_ frame: Frame) throws(TemplateError) -> Datum? {
    let value = try inner.value(frame)
    let key = try key.value(frame)
    frame.run.spot = spot
    let found: Datum?
    if case .dict(let dict) = value, case .string(let name) = key, !DictMethods.has(name) {
      found = dict.value(ofText: name, hash: textHash(name))
    } else {
      found = try frame.run.item(value, key)
    }
    return found?.isUndefined == true ? nil : found
  }
}

/// `value[start:stop:step]`.
final class SliceCode: ExpressionCode {
  private let inner: ExpressionCode
  private let bounds: [ExpressionCode?]
  private let spot: Spot

  init(_ inner: ExpressionCode, _ bounds: [ExpressionCode?], _ spot: Spot) {
    self.inner = inner
    self.bounds = bounds
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = try inner.value(frame)
    var numbers: [Int?] = []
    for bound in bounds {
      let datum = try bound?.value(frame) ?? .none
      frame.run.spot = spot
      if case .none = datum {
        numbers.append(nil)
      } else {
        numbers.append(try frame.run.integer(datum, Message.bound))
      }
    }
    frame.run.spot = spot
    let step = numbers[2] ?? 1
    guard step != 0 else { throw frame.run.failure(.value, Message.zeroStep) }
    return try frame.run.slice(value, SliceRange(start: numbers[0], stop: numbers[1], step: step))
  }
}

private enum Message {
  static let bound = "the bound of a slice"
  static let zeroStep = "a slice cannot have a step of zero"
}
