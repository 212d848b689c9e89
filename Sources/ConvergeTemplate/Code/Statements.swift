/// Whether what is printed is escaped.
enum Escaping: Equatable {
  case never
  case always
  /// As the context says at that moment.
  case dynamic
}

/// Text as it stands in the template.
final class TextCode: StatementCode {
  private let bytes: [UInt8]
  private let cost: Int

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    cost = bytes.count >> 6
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    if cost > 0 { try frame.run.spend(cost) }
    output.bytes.append(contentsOf: bytes)
    if output.bytes.count > frame.run.limits.outputBytes {
      try frame.run.allow(bytes: output.bytes.count)
    }
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

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    let value = try code.value(frame)
    frame.run.spot = spot
    if escaping == .never || (escaping == .dynamic && !frame.context.isEscaping) {
      try output.write(value, frame.run)
    } else {
      output.write(try frame.run.escaped(value))
      try frame.run.allow(bytes: output.bytes.count)
    }
  }
}

/// What prints only where the template extends nothing.
final class UnlessExtendedCode: StatementCode {
  private let body: [StatementCode]
  init(_ body: [StatementCode]) { self.body = body }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    guard frame.outermost.base == nil else { return }
    for statement in body { try statement.run(frame, &output) }
  }
}

/// `{% if %}`.
final class ConditionCode: StatementCode {
  private let branches: [(test: ExpressionCode, spot: Spot, body: [StatementCode])]
  private let otherwise: [StatementCode]

  init(
    _ branches: [(test: ExpressionCode, spot: Spot, body: [StatementCode])],
    otherwise: [StatementCode]
  ) {
    self.branches = branches
    self.otherwise = otherwise
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    for (test, spot, body) in branches {
      let value = try test.value(frame)
      let isTrue: Bool
      if case .boolean(let flag) = value {
        isTrue = flag
      } else {
        frame.run.spot = spot
        isTrue = try frame.run.isTrue(value)
      }
      if isTrue {
        for statement in body { try statement.run(frame, &output) }
        return
      }
    }
    for statement in otherwise { try statement.run(frame, &output) }
  }
}

/// `{% set %}`, and what the context then knows of it.
final class SetCode: StatementCode {
  private let target: TargetCode
  private let value: ExpressionCode
  private let exports: [(name: String, slot: Slot)]
  private let spot: Spot

  init(
    _ target: TargetCode, _ value: ExpressionCode, exports: [(name: String, slot: Slot)],
    _ spot: Spot
  ) {
    self.target = target
    self.value = value
    self.exports = exports
    self.spot = spot
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    frame.run.spot = spot
    try target.check(frame)
    let value = try value.value(frame)
    frame.run.spot = spot
    try frame.run.keep(value)
    try target.assign(value, frame)
    for (name, slot) in exports { frame.context.export(name, slot.read(frame)) }
  }
}

/// Statements in a scope of their own: `{% with %}`.
final class WithCode: StatementCode {
  private let entry: ScopeEntry
  private let values: [(target: TargetCode, value: ExpressionCode)]
  private let body: [StatementCode]
  private let spot: Spot

  init(
    _ entry: ScopeEntry, _ values: [(target: TargetCode, value: ExpressionCode)],
    _ body: [StatementCode], _ spot: Spot
  ) {
    self.entry = entry
    self.values = values
    self.body = body
    self.spot = spot
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    try entry.enter(frame)
    for (target, code) in values {
      let value = try code.value(frame)
      frame.run.spot = spot
      try target.assign(value, frame)
    }
    for statement in body { try statement.run(frame, &output) }
  }
}

/// `{% autoescape %}`.
final class AutoescapeCode: StatementCode {
  private let entry: ScopeEntry
  private let mode: ExpressionCode
  private let body: [StatementCode]
  private let spot: Spot

  init(_ entry: ScopeEntry, _ mode: ExpressionCode, _ body: [StatementCode], _ spot: Spot) {
    self.entry = entry
    self.mode = mode
    self.body = body
    self.spot = spot
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    try entry.enter(frame)
    let value = try mode.value(frame)
    frame.run.spot = spot
    let before = frame.context.isEscaping
    frame.context.isEscaping = try frame.run.isTrue(value)
    defer { frame.context.isEscaping = before }
    for statement in body { try statement.run(frame, &output) }
  }
}

/// Where a value goes.
enum TargetCode {
  case slot(Int)
  case member(Slot, String)
  indirect case tuple([TargetCode])

  /// Refuses attributes of what is no namespace, before the value is computed.
  func check(_ frame: Frame) throws(TemplateError) {
    switch self {
    case .slot: break
    case .member(let slot, let name):
      guard case .object(let object) = slot.read(frame), object is Namespace else {
        throw frame.run.failure(.runtime, Message.noNamespace(name), hint: Message.namespace)
      }
    case .tuple(let targets): for target in targets { try target.check(frame) }
    }
  }

  @inline(__always)
  func assign(_ value: Datum, _ frame: Frame) throws(TemplateError) {
    if case .slot(let slot) = self {
      frame.slots[slot] = value
    } else {
      try assignParts(value, frame)
    }
  }

  private func assignParts(_ value: Datum, _ frame: Frame) throws(TemplateError) {
    switch self {
    case .slot(let slot): frame.slots[slot] = value
    case .member(let slot, let name):
      guard case .object(let object) = slot.read(frame), let namespace = object as? Namespace
      else { return }
      namespace.members[name] = value
    case .tuple(let targets):
      let elements: [Datum]
      if case .tuple(let box) = value {
        elements = box.elements
      } else {
        elements = try frame.run.elements(value)
      }
      guard elements.count == targets.count else {
        throw frame.run.failure(.value, Message.count(targets.count, elements.count))
      }
      for index in targets.indices { try targets[index].assign(elements[index], frame) }
    }
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
