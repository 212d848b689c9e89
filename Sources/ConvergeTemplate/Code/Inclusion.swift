/// `{% extends %}`.
final class ExtendsCode: StatementCode {
  private let template: ExpressionCode
  private let spot: Spot

  init(_ template: ExpressionCode, _ spot: Spot) {
    self.template = template
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    let root = frame.outermost
    frame.run.spot = spot
    guard root.base == nil else { throw frame.run.failure(.runtime, Message.twice) }
    let name = try template.value(frame)
    frame.run.spot = spot
    let base = try frame.run.template(name)
    for block in base.blocks { frame.context.blocks[block.name, default: []].append(block) }
    root.base = base
  }
}

/// `{% include %}`.
final class IncludeCode: StatementCode {
  private let template: ExpressionCode
  private let ignoresMissing: Bool
  /// The names that the included template sees beyond the context; nil without any context.
  private let locals: Locals?
  private let spot: Spot

  init(
    _ template: ExpressionCode, ignoresMissing: Bool, locals: Locals?,
    _ spot: Spot
  ) {
    self.template = template
    self.ignoresMissing = ignoresMissing
    self.locals = locals
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    let name = try template.value(frame)
    let run = frame.run
    run.spot = spot
    let found: Template
    do throws(TemplateError) {
      found = try run.template(name)
    } catch {
      if error.kind == .notFound, error.isAbout(spot, run), ignoresMissing { return }
      throw error
    }
    guard let locals else {
      try frame.output.write(.string(try run.module(found).text(run)), run)
      return
    }
    let names = try frame.context.scope(with: locals, frame)
    let context = found.context(names, isEscaping: run.engine.isEscaping)
    try run.enter { () throws(TemplateError) in try found.run(context, run) }
  }
}

extension TemplateError {
  /// Whether it happened here, not in what was found.
  fileprivate func isAbout(_ spot: Spot, _ run: Run) -> Bool {
    place == run.engine.place(spot)
  }
}

/// `{% import %}` and `{% from … import %}`.
final class ImportCode: StatementCode {
  private let template: ExpressionCode
  /// Nil in a name stands for the whole template.
  private let names: [(name: String?, alias: Export)]
  private let isTopLevel: Bool
  private let locals: Locals?
  private let spot: Spot

  init(
    _ template: ExpressionCode, _ names: [(name: String?, alias: Export)],
    isTopLevel: Bool, locals: Locals?, _ spot: Spot
  ) {
    self.template = template
    self.names = names
    self.isTopLevel = isTopLevel
    self.locals = locals
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    let name = try template.value(frame)
    let run = frame.run
    run.spot = spot
    let found = try run.template(name)
    let module: ModuleObject
    if let locals {
      let scope = try frame.context.scope(with: locals, frame)
      module = try run.newModule(found, scope)
    } else {
      module = try run.module(found)
    }
    try run.keep(.object(module))
    for (name, alias) in names {
      let value: Datum =
        try name.map { (name) throws(TemplateError) in
          try module.attribute(name, run) ?? .missing
        } ?? .object(module)
      alias.slot.write(value, frame)
      if isTopLevel { frame.context.export(alias.name, value, isPublic: false) }
    }
  }
}

private enum Message {
  static let twice = "a template can extend only one other"
}
