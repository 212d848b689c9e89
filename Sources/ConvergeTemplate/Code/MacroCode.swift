/// The body of a macro or call block.
final class MacroCode {
  struct Parameter {
    let name: String
    let slot: Int
    let fallback: ExpressionCode?
  }

  let name: String?
  let parameters: [Parameter]
  let slotCount: Int
  let entry: ScopeEntry
  let body: StatementCode
  let spot: Spot
  let usesCaller: Bool
  /// Where `caller`, `kwargs` and `varargs` go, if the body uses them.
  let callerSlot: Int?
  let namedSlot: Int?
  let restSlot: Int?

  init(
    name: String?, parameters: [Parameter], slotCount: Int, entry: ScopeEntry,
    body: StatementCode, usesCaller: Bool,
    slots: (caller: Int?, named: Int?, rest: Int?), spot: Spot
  ) {
    self.name = name
    self.parameters = parameters
    self.slotCount = slotCount
    self.entry = entry
    self.body = body
    self.usesCaller = usesCaller
    callerSlot = slots.caller
    namedSlot = slots.named
    restSlot = slots.rest
    self.spot = spot
  }

  /// Puts the values of a call where the body looks for them.
  func bind(_ arguments: Arguments, _ frame: Frame) throws(TemplateError) {
    var rest = arguments
    let run = frame.run
    let count = min(rest.positional.count, parameters.count)
    for index in 0..<count { frame.slots[parameters[index].slot] = rest.positional[index] }
    for parameter in parameters[count...] {
      frame.slots[parameter.slot] = rest.take(parameter.name) ?? .missing
    }
    if let callerSlot {
      frame.slots[callerSlot] =
        rest.take("caller") ?? .undefined(Undefined("caller", Message.noCaller))
    }
    if let namedSlot {
      let dict = DictBox(strings: rest.named.map { ($0.name, $0.value) })
      frame.slots[namedSlot] = .dict(dict)
    } else if let first = rest.named.first {
      throw run.failure(
        .type, Message.unknown(name ?? "caller", first.name),
        hint: parameters.isEmpty ? nil : Message.known(parameters.map(\.name)))
    }
    if let restSlot {
      frame.slots[restSlot] = .tuple(Array(rest.positional[count...]))
    } else if rest.positional.count > parameters.count {
      throw run.failure(.type, Message.tooMany(name ?? "caller", parameters.count))
    }
  }

  func rendered(_ frame: Frame, isMarkup: Bool) throws(TemplateError) -> Datum {
    try entry.enter(frame)
    for parameter in parameters where frame.slots[parameter.slot].isMissing {
      if let fallback = parameter.fallback {
        frame.slots[parameter.slot] = try fallback.value(frame)
      } else {
        frame.slots[parameter.slot] = .undefined(
          Undefined(parameter.name, Message.notGiven(parameter.name)))
      }
    }
    return try frame.run.captured(isMarkup: isMarkup) { () throws(TemplateError) in
      try body.run(frame)
    }
  }
}

/// `{% macro %}`.
final class MacroDefinitionCode: StatementCode {
  private let code: MacroCode
  private let slot: Slot
  private let exportName: Name?

  init(_ code: MacroCode, _ slot: Slot, exportName: Name?) {
    self.code = code
    self.slot = slot
    self.exportName = exportName
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    try frame.run.keepUntilEnd(frame)
    let macro = Datum.object(MacroObject(code, frame))
    slot.write(macro, frame)
    if let exportName { frame.context.export(exportName, macro) }
  }
}

/// `{% call %}`.
final class CallBlockCode: StatementCode {
  private let code: MacroCode
  private let call: CallCode
  private let spot: Spot

  init(_ code: MacroCode, _ call: CallCode, _ spot: Spot) {
    self.code = code
    self.call = call
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    let value = try call.value(frame, caller: .object(MacroObject(code, frame)))
    frame.run.spot = spot
    try frame.output.write(value, frame.run)
  }
}

private enum Message {
  static let noCaller = "the macro was not called by a call block"
  static func notGiven(_ name: String) -> String { "the parameter '\(name)' was not given" }
  static func unknown(_ macro: String, _ name: String) -> String {
    "the macro '\(macro)' takes no '\(name)'"
  }
  static func known(_ names: [String]) -> String {
    "it takes " + names.map { "'\($0)'" }.joined(separator: ", ")
  }
  static func tooMany(_ macro: String, _ count: Int) -> String {
    "the macro '\(macro)' takes at most \(count) values"
  }
}
