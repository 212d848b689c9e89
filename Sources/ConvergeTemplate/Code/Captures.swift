extension Run {
  /// What `body` prints, as a value; sensitive where it printed or looked at what is.
  func captured(
    isMarkup: Bool = false, _ body: () throws(TemplateError) -> Void
  ) throws(TemplateError) -> Datum {
    try marking { () throws(TemplateError) in
      let mark = output.count
      defer { output.cut(to: mark) }
      try body()
      let text = output.text(from: mark)
      return isMarkup ? .markup(text) : .string(text)
    }
  }
}

/// The text of a block that a filter is given.
final class CapturedCode: ExpressionCode {
  private let body: StatementCode
  private let escaping: Escaping

  init(_ body: StatementCode, _ escaping: Escaping) {
    self.body = body
    self.escaping = escaping
  }

  override func value(_ frame: Frame) throws(TemplateError) -> Datum {
    let isMarkup = escaping == .always || (escaping == .dynamic && frame.context.isEscaping)
    return try frame.run.captured(isMarkup: isMarkup) { () throws(TemplateError) in
      try body.run(frame)
    }
  }
}

/// `{% set name %}…{% endset %}`.
final class SetBlockCode: StatementCode {
  private let entry: ScopeEntry
  private let target: TargetCode
  private let content: ExpressionCode
  private let exports: [Export]
  private let spot: Spot

  init(
    _ entry: ScopeEntry, _ target: TargetCode, _ content: ExpressionCode,
    exports: [Export], _ spot: Spot
  ) {
    self.entry = entry
    self.target = target
    self.content = content
    self.exports = exports
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
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
    for export in exports { frame.context.export(export.name, export.slot.read(frame)) }
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

  override func run(_ frame: Frame) throws(TemplateError) {
    try entry.enter(frame)
    let value = try content.value(frame)
    frame.run.spot = spot
    try frame.output.write(value, frame.run)
  }
}
