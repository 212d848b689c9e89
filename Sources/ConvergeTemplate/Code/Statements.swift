/// Whether what is printed is escaped.
enum Escaping: Equatable {
  case never
  case always
  /// As the context says at that moment.
  case dynamic
}

/// Text as it stands in the template.
final class TextCode: StatementCode {
  private let bytes: UnsafeMutableBufferPointer<UInt8>
  private let cost: Int

  init(_ text: [UInt8]) {
    bytes = .allocate(capacity: text.count)
    _ = bytes.initialize(from: text)
    cost = text.count >> 6
  }

  deinit { bytes.deallocate() }

  override func run(_ frame: Frame) throws(TemplateError) {
    if cost > 0 { try frame.run.spend(cost) }
    frame.output.write(UnsafeBufferPointer(bytes))
    try frame.output.check(frame.run)
  }
}

/// `{{ value }}`.
final class PrintCode: StatementCode {
  private let code: ExpressionCode
  private let escaping: Escaping
  private let spot: Spot

  init(_ code: ExpressionCode, _ escaping: Escaping, _ spot: Spot) {
    self.code = code
    self.escaping = escaping
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    let value = try code.value(frame)
    frame.run.spot = spot
    if escaping == .never || (escaping == .dynamic && !frame.context.isEscaping) {
      try frame.output.write(value, frame.run)
    } else {
      frame.output.write(try frame.run.escaped(value))
      try frame.run.allow(bytes: frame.output.count)
    }
  }
}

/// What prints only where the template extends nothing.
final class UnlessExtendedCode: StatementCode {
  private let body: StatementCode
  init(_ body: StatementCode) { self.body = body }

  override func run(_ frame: Frame) throws(TemplateError) {
    guard frame.outermost.base == nil else { return }
    try body.run(frame)
  }
}

/// `{% if %}`.
final class ConditionCode: StatementCode {
  /// One condition, with what is run where it holds.
  final class Branch {
    private let test: ExpressionCode
    private let body: StatementCode
    private let spot: Spot

    init(_ test: ExpressionCode, body: StatementCode, _ spot: Spot) {
      self.test = test
      self.body = body
      self.spot = spot
    }

    /// Whether it held.
    func run(_ frame: Frame) throws(TemplateError) -> Bool {
      guard try test.isTrue(frame, spot) else { return false }
      try body.run(frame)
      return true
    }
  }

  private let first: Branch
  private let others: [Branch]
  private let otherwise: StatementCode

  init(_ branches: [Branch], otherwise: StatementCode) {
    first = branches[0]
    others = Array(branches.dropFirst())
    self.otherwise = otherwise
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    if try first.run(frame) { return }
    for branch in others where try branch.run(frame) { return }
    try otherwise.run(frame)
  }
}

extension ExpressionCode {
  /// Whether the value counts as true.
  @inline(__always)
  func isTrue(_ frame: Frame, _ spot: Spot) throws(TemplateError) -> Bool {
    let value = try value(frame)
    if case .boolean(let flag) = value { return flag }
    frame.run.spot = spot
    return try frame.run.isTrue(value)
  }
}

/// `{% set %}`, and what the context then knows of it.
final class SetCode: StatementCode {
  private let target: TargetCode
  private let value: ExpressionCode
  private let exports: [Export]
  private let spot: Spot

  init(
    _ target: TargetCode, _ value: ExpressionCode, exports: [Export],
    _ spot: Spot
  ) {
    self.target = target
    self.value = value
    self.exports = exports
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    frame.run.spot = spot
    try target.check(frame)
    let value = try value.value(frame)
    frame.run.spot = spot
    try frame.run.keep(value)
    try target.assign(value, frame)
    for export in exports { frame.context.export(export.name, export.slot.read(frame)) }
  }
}

/// Statements in a scope of their own: `{% with %}`.
final class WithCode: StatementCode {
  private let entry: ScopeEntry
  private let values: [(target: TargetCode, value: ExpressionCode)]
  private let body: StatementCode
  private let spot: Spot

  init(
    _ entry: ScopeEntry, _ values: [(target: TargetCode, value: ExpressionCode)],
    _ body: StatementCode, _ spot: Spot
  ) {
    self.entry = entry
    self.values = values
    self.body = body
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    try entry.enter(frame)
    for (target, code) in values {
      let value = try code.value(frame)
      frame.run.spot = spot
      try target.assign(value, frame)
    }
    try body.run(frame)
  }
}

/// `{% autoescape %}`.
final class AutoescapeCode: StatementCode {
  private let entry: ScopeEntry
  private let mode: ExpressionCode
  private let body: StatementCode
  private let spot: Spot

  init(_ entry: ScopeEntry, _ mode: ExpressionCode, _ body: StatementCode, _ spot: Spot) {
    self.entry = entry
    self.mode = mode
    self.body = body
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    try entry.enter(frame)
    let value = try mode.value(frame)
    frame.run.spot = spot
    let before = frame.context.isEscaping
    frame.context.isEscaping = try frame.run.isTrue(value)
    defer { frame.context.isEscaping = before }
    try body.run(frame)
  }
}

/// Where a value goes.
enum TargetCode {
  case slot(Int)
  case member(Slot, String)
  /// The elements, each into a slot.
  case slots([Int])
  indirect case tuple([TargetCode])

  /// Refuses attributes of what is no namespace, before the value is computed.
  func check(_ frame: Frame) throws(TemplateError) {
    switch self {
    case .slot, .slots: break
    case .member(let slot, let name):
      guard case .object(let object) = slot.read(frame), object is Namespace else {
        throw frame.run.failure(.runtime, Message.noNamespace(name), hint: Message.namespace)
      }
    case .tuple(let targets): for target in targets { try target.check(frame) }
    }
  }

  @inline(__always)
  func assign(_ value: Datum, _ frame: Frame) throws(TemplateError) {
    switch self {
    case .slot(let slot): frame.slots[slot] = value
    case .slots(let slots):
      guard case .tuple(let box) = value, box.elements.count == slots.count else { fallthrough }
      for index in slots.indices { frame.slots[slots[index]] = box.elements[index] }
    default: try assignParts(value, frame)
    }
  }

  private func assignParts(_ value: Datum, _ frame: Frame) throws(TemplateError) {
    switch self {
    case .slot(let slot): frame.slots[slot] = value
    case .member(let slot, let name):
      guard case .object(let object) = slot.read(frame), let namespace = object as? Namespace
      else { return }
      namespace.members[name] = value
    case .slots(let slots):
      let elements = try parts(value, slots.count, frame.run)
      for index in slots.indices { frame.slots[slots[index]] = elements[index] }
    case .tuple(let targets):
      let elements = try parts(value, targets.count, frame.run)
      for index in targets.indices { try targets[index].assign(elements[index], frame) }
    }
  }

  private func parts(
    _ value: Datum, _ count: Int, _ run: Run
  ) throws(TemplateError) -> [Datum] {
    let elements: [Datum]
    if case .tuple(let box) = value {
      elements = box.elements
    } else {
      elements = try run.elements(value)
    }
    guard elements.count == count else {
      throw run.failure(.value, Message.count(count, elements.count))
    }
    return elements
  }
}

private enum Message {
  static let namespace = "make one with 'namespace()'"
  static func noNamespace(_ name: String) -> String {
    "the attribute '\(name)' can be set only on a namespace"
  }
  static func count(_ wanted: Int, _ found: Int) -> String {
    "\(wanted) names cannot be given \(found) values"
  }
}
