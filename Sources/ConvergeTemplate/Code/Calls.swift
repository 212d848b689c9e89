/// The arguments of a call.
struct ArgumentsCode {
  let positional: [ExpressionCode]
  let named: [(name: String, value: ExpressionCode)]
  let rest: ExpressionCode?
  let namedRest: ExpressionCode?

  /// Their values, behind `first` where there is one.
  @inline(__always)
  func values(
    _ frame: Frame, first: Datum? = nil, spot: Spot
  ) throws(TemplateError) -> Arguments {
    var arguments = Arguments()
    arguments.positional.reserveCapacity(positional.count + 1)
    if let first { arguments.positional.append(first) }
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

/// `value | name(…)`.
final class FilterCode: ExpressionCode {
  private let inner: ExpressionCode
  private let name: String
  /// Nil where there is none of that name, which is an error only once it is reached.
  private let filter: NamedFilter?
  private let arguments: ArgumentsCode
  private let spot: Spot

  init(_ inner: ExpressionCode, _ name: String, _ arguments: ArgumentsCode, _ spot: Spot) {
    self.inner = inner
    self.name = name
    self.arguments = arguments
    self.spot = spot
    filter = Filters.named(name)
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let run = frame.run
    let value = try inner.value(frame)
    let arguments = try arguments.values(frame, first: value, spot: spot)
    run.spot = spot
    guard let filter else { throw run.unknownFilter(name) }
    try run.spend()
    for argument in arguments.positional { try run.charge(argument) }
    run.isEscaping = frame.context.isEscaping
    let result = try run.marking { () throws(TemplateError) in try filter.body(arguments, run) }
    try run.charge(result)
    return result
  }
}

/// `value is name`.
final class TestCode: ExpressionCode {
  private let inner: ExpressionCode
  private let name: String
  private let test: NamedTest?
  private let arguments: ArgumentsCode
  private let spot: Spot

  init(_ inner: ExpressionCode, _ name: String, _ arguments: ArgumentsCode, _ spot: Spot) {
    self.inner = inner
    self.name = name
    self.arguments = arguments
    self.spot = spot
    test = Tests.named(name)
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let run = frame.run
    let value = try inner.value(frame)
    if name == "defined", arguments.positional.isEmpty { return .boolean(!value.isUndefined) }
    let arguments = try arguments.values(frame, first: value, spot: spot)
    run.spot = spot
    guard let test else { throw run.unknownTest(name) }
    try run.spend()
    for argument in arguments.positional { try run.charge(argument) }
    return try run.marking { () throws(TemplateError) in .boolean(try test.body(arguments, run)) }
  }
}

private enum Message {
  static let what = "what stands behind '**'"
  static let name = "the name of a value"
  static func twice(_ name: String) -> String { "'\(name)' is given twice" }
}
