/// `value | name(…)`.
final class FilterCode: ExpressionCode {
  private let inner: ExpressionCode
  private let name: String
  /// Nil where there is none of that name, which is an error only once it is reached.
  private let filter: Filter?
  private let arguments: ArgumentsCode
  private let spot: Spot

  init(_ inner: ExpressionCode, _ name: String, _ arguments: ArgumentsCode, _ spot: Spot) {
    self.inner = inner
    self.name = name
    self.arguments = arguments
    self.spot = spot
    filter = Filters.named(name)?.body
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let run = frame.run
    let arguments = try arguments.values(frame, of: try inner.value(frame), spot: spot)
    run.spot = spot
    guard let filter else { throw run.unknownFilter(name) }
    try run.spend()
    try run.charge(arguments)
    run.isEscaping = frame.context.isEscaping
    let result = try run.marking { () throws(TemplateError) in try filter(arguments, run) }
    try run.charge(result)
    return result
  }
}

/// `value | default(other)`, where the value may be missing and need not be told why.
final class DefaultCode: ExpressionCode {
  private let inner: ExpressionCode
  private let other: ExpressionCode
  private let spot: Spot

  init(_ inner: ExpressionCode, _ other: ExpressionCode, _ spot: Spot) {
    self.inner = inner
    self.other = other
    self.spot = spot
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let value = try inner.valueIfDefined(frame)
    frame.run.spot = spot
    try frame.run.spend()
    if let value, other.isLiteral { return value }
    // What is not needed is computed too, as any argument is.
    let other = try other.value(frame)
    return value ?? other
  }
}

/// `value is name`.
final class TestCode: ExpressionCode {
  private let inner: ExpressionCode
  private let name: String
  private let test: Test?
  private let arguments: ArgumentsCode
  private let spot: Spot

  init(_ inner: ExpressionCode, _ name: String, _ arguments: ArgumentsCode, _ spot: Spot) {
    self.inner = inner
    self.name = name
    self.arguments = arguments
    self.spot = spot
    test = Tests.named(name)?.body
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let run = frame.run
    let arguments = try arguments.values(frame, of: try inner.value(frame), spot: spot)
    run.spot = spot
    guard let test else { throw run.unknownTest(name) }
    try run.spend()
    try run.charge(arguments)
    return try run.marking { () throws(TemplateError) in .boolean(try test(arguments, run)) }
  }
}

/// `value is defined`.
final class DefinedCode: ExpressionCode {
  private let inner: ExpressionCode

  init(_ inner: ExpressionCode) { self.inner = inner }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    .boolean(try inner.valueIfDefined(frame) != nil)
  }
}

extension Run {
  /// Counts what it takes to read the arguments of a filter or test.
  @inline(__always)
  fileprivate func charge(_ arguments: Arguments) throws(TemplateError) {
    try charge(arguments.value)
    for argument in arguments.positional { try charge(argument) }
  }
}
