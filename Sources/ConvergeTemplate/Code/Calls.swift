/// The arguments of a call.
struct ArgumentsCode {
  private let positional: [ExpressionCode]
  private let named: [(name: String, value: ExpressionCode)]
  private let rest: ExpressionCode?
  private let namedRest: ExpressionCode?
  /// Where all of them stand in the template: their values, made once.
  private let constant: Arguments?

  init(
    positional: [ExpressionCode], named: [(name: String, value: ExpressionCode)],
    rest: ExpressionCode?, namedRest: ExpressionCode?
  ) {
    self.positional = positional
    self.named = named
    self.rest = rest
    self.namedRest = namedRest
    let values = positional.compactMap(\.constant)
    let namedValues = named.compactMap { name, code in code.constant.map { (name, $0) } }
    let isConstant =
      rest == nil && namedRest == nil && values.count == positional.count
      && namedValues.count == named.count
    constant = isConstant ? Arguments(values, named: namedValues) : nil
    let isSingle = positional.count == 1 && named.isEmpty && rest == nil && namedRest == nil
    single = isSingle ? positional[0] : nil
  }

  /// The only one, where there is one alone and it has no name.
  let single: ExpressionCode?

  /// Whether there are none.
  var isEmpty: Bool { positional.isEmpty && named.isEmpty && rest == nil && namedRest == nil }

  /// Their values, behind `value` where it is filtered or tested.
  @inline(__always)
  func values(
    _ frame: Frame, of value: Datum = .none, spot: Spot
  ) throws(TemplateError) -> Arguments {
    if let constant {
      return Arguments(value: value, constant.positional, named: constant.named)
    }
    return try computed(frame, of: value, spot)
  }

  private func computed(
    _ frame: Frame, of value: Datum, _ spot: Spot
  ) throws(TemplateError) -> Arguments {
    if let single { return Arguments(value: value, [try single.value(frame)]) }
    var arguments = Arguments(value: value)
    arguments.positional.reserveCapacity(positional.count)
    for code in positional { arguments.positional.append(try code.value(frame)) }
    for (name, code) in named { arguments.named.append((name, try code.value(frame))) }
    if let rest {
      let values = try rest.value(frame)
      frame.run.spot = spot
      arguments.positional += try frame.run.elements(values)
    }
    if let namedRest { try add(try namedRest.value(frame), to: &arguments, frame, spot) }
    return arguments
  }

  private func add(
    _ values: Datum, to arguments: inout Arguments, _ frame: Frame, _ spot: Spot
  ) throws(TemplateError) {
    frame.run.spot = spot
    let dict = try frame.run.mapping(values, Message.what)
    for position in 0..<dict.count {
      let name = try frame.run.string(dict.key(at: position), Message.name)
      if arguments.named.contains(where: { $0.name == name }) {
        throw frame.run.failure(.type, Message.twice(name))
      }
      arguments.named.append((name, dict.value(at: position)))
    }
  }
}

/// `function(…)`.
final class CallCode: ExpressionCode {
  private let function: ExpressionCode
  private let arguments: ArgumentsCode
  private let spot: Spot

  init(_ function: ExpressionCode, _ arguments: ArgumentsCode, _ spot: Spot) {
    self.function = function
    self.arguments = arguments
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    try value(frame, caller: nil)
  }

  /// The same, with what stands inside a call block.
  func value(_ frame: Frame, caller: Datum?) throws(TemplateError) -> Datum {
    let function = try function.value(frame)
    var values = try arguments.values(frame, spot: spot)
    let run = frame.run
    run.spot = spot
    if let caller {
      guard !values.named.contains(where: { $0.name == "caller" }) else {
        throw run.failure(.type, Message.twice("caller"))
      }
      values.named.append(("caller", caller))
    }
    run.isEscaping = frame.context.isEscaping
    return try run.call(function, values)
  }
}

private enum Message {
  static let what = "what stands behind '**'"
  static let name = "the name of a value"
  static func twice(_ name: String) -> String { "'\(name)' is given twice" }
}
