extension Frame {
  /// What statements print, as a value; sensitive where they printed or looked at what is.
  func captured(
    _ body: [StatementCode], isMarkup: Bool = false
  ) throws(TemplateError) -> Datum {
    try run.marking { () throws(TemplateError) in
      var output = Output()
      for statement in body { try statement.run(self, &output) }
      return isMarkup ? .markup(output.text) : .string(output.text)
    }
  }
}

/// The text of a block that a filter is given.
final class CapturedCode: ExpressionCode {
  private let body: [StatementCode]
  private let escaping: Escaping

  init(_ body: [StatementCode], _ escaping: Escaping) {
    self.body = body
    self.escaping = escaping
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let isMarkup = escaping == .always || (escaping == .dynamic && frame.context.isEscaping)
    return try frame.captured(body, isMarkup: isMarkup)
  }
}

/// `{% set name %}…{% endset %}`.
final class SetBlockCode: StatementCode {
  private let entry: ScopeEntry
  private let target: TargetCode
  private let content: ExpressionCode
  private let exports: [(name: String, slot: Slot)]
  private let spot: Spot

  init(
    _ entry: ScopeEntry, _ target: TargetCode, _ content: ExpressionCode,
    exports: [(name: String, slot: Slot)], _ spot: Spot
  ) {
    self.entry = entry
    self.target = target
    self.content = content
    self.exports = exports
    self.spot = spot
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    try entry.enter(frame)
    var value = try content.value(frame)
    frame.run.spot = spot
    if frame.context.isEscaping {
      value = try frame.run.marking { () throws(TemplateError) in
        .markup(try frame.run.text(value))
      }
    }
    try target.check(frame)
    try target.assign(value, frame)
    for (name, slot) in exports { frame.context.export(name, slot.read(frame)) }
  }
}

/// `{% filter %}`.
final class FilterBlockCode: StatementCode {
  private let entry: ScopeEntry
  private let content: ExpressionCode
  private let spot: Spot

  init(_ entry: ScopeEntry, _ content: ExpressionCode, _ spot: Spot) {
    self.entry = entry
    self.content = content
    self.spot = spot
  }

  override func run(_ frame: Frame, _ output: inout Output) throws(TemplateError) {
    try entry.enter(frame)
    let value = try content.value(frame)
    frame.run.spot = spot
    try output.write(value, frame.run)
  }
}
