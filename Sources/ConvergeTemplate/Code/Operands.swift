/// A value that stands in the template.
final class ConstantCode: ExpressionCode {
  private let datum: Datum
  init(_ datum: Datum) { self.datum = datum }
  override func value(_ frame: Frame) throws(TemplateError) -> Datum { datum }
  override var constant: Datum? { datum }
}

/// A variable of the function itself.
final class LocalCode: ExpressionCode {
  private let slot: Int
  private let name: String

  init(_ slot: Int, _ name: String) {
    self.slot = slot
    self.name = name
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = frame.slots[slot]
    if case .missing = value { return frame.undefined(name) }
    return value
  }

  override func valueIfDefined(_ frame: Frame) throws(TemplateError) -> Datum? {
    let value = frame.slots[slot]
    return value.isMissing || value.isUndefined ? nil : value
  }
}

/// A variable of a function around this one.
final class OuterCode: ExpressionCode {
  private let slot: Slot
  private let name: String

  init(_ slot: Slot, _ name: String) {
    self.slot = slot
    self.name = name
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = slot.read(frame)
    if case .missing = value { return frame.undefined(name) }
    return value
  }
}

extension Frame {
  /// What a name is that nobody has given a value.
  func undefined(_ name: String) -> Datum {
    let context = context
    return .undefined(Undefined(name, .name) { context.allNames })
  }
}

/// A list or tuple that is written out.
final class ElementsCode: ExpressionCode {
  private let elements: [ExpressionCode]
  private let isTuple: Bool
  override var isLiteral: Bool { areLiterals }
  private let areLiterals: Bool

  init(_ elements: [ExpressionCode], isTuple: Bool) {
    self.elements = elements
    self.isTuple = isTuple
    areLiterals = elements.allSatisfy(\.isLiteral)
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    try frame.run.spend(elements.count)
    var values: [Datum] = []
    values.reserveCapacity(elements.count)
    for element in elements { values.append(try element.value(frame)) }
    return isTuple ? .tuple(values) : .list(values)
  }
}

/// A mapping that is written out.
final class DictCode: ExpressionCode {
  private let pairs: [(key: ExpressionCode, value: ExpressionCode)]
  private let spot: Spot
  override var isLiteral: Bool { pairs.isEmpty }

  init(_ pairs: [(key: ExpressionCode, value: ExpressionCode)], _ spot: Spot) {
    self.pairs = pairs
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    try frame.run.spend(pairs.count << 2)
    let dict = DictBox()
    for (key, value) in pairs {
      let key = try key.value(frame)
      let value = try value.value(frame)
      frame.run.spot = spot
      dict.set(key, hash: try frame.run.hash(key), to: value)
    }
    return .dict(dict)
  }
}
