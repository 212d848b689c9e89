/// A template that is ready to run.
package final class Template {
  package let name: String
  let file: Int32
  let slotCount: Int
  let entry: ScopeEntry
  /// Where `self` goes, if the template uses it.
  let selfSlot: Int?
  let body: StatementCode
  let blocks: [BlockCode]

  init(
    name: String, file: Int32, slotCount: Int, entry: ScopeEntry, selfSlot: Int?,
    body: StatementCode, blocks: [BlockCode]
  ) {
    self.name = name
    self.file = file
    self.slotCount = slotCount
    self.entry = entry
    self.selfSlot = selfSlot
    self.body = body
    self.blocks = blocks
  }

  /// A context in which this template is the innermost.
  func context(_ names: NameScope, isEscaping: Bool) -> Context {
    let context = Context(names: names, isEscaping: isEscaping)
    for block in blocks { context.blocks[block.name] = [block] }
    return context
  }

  func run(_ context: Context, _ run: Run) throws(TemplateError) {
    let frame = Frame(slotCount, parent: nil, context: context, run: run)
    if let selfSlot { frame.slots[selfSlot] = .object(SelfObject(context)) }
    try entry.enter(frame)
    try body.run(frame)
    if let base = frame.base {
      try run.enter { () throws(TemplateError) in try base.run(context, run) }
    }
  }
}

/// A block of a template.
final class BlockCode {
  let name: String
  let slotCount: Int
  let entry: ScopeEntry
  let selfSlot: Int?
  let superSlot: Int?
  let body: StatementCode

  init(
    name: String, slotCount: Int, entry: ScopeEntry, selfSlot: Int?, superSlot: Int?,
    body: StatementCode
  ) {
    self.name = name
    self.slotCount = slotCount
    self.entry = entry
    self.selfSlot = selfSlot
    self.superSlot = superSlot
    self.body = body
  }

  func run(_ context: Context, _ run: Run) throws(TemplateError) {
    let frame = Frame(slotCount, parent: nil, context: context, run: run)
    if let selfSlot { frame.slots[selfSlot] = .object(SelfObject(context)) }
    if let superSlot { frame.slots[superSlot] = BlockObject.above(self, context) }
    try entry.enter(frame)
    try body.run(frame)
  }
}

/// Where a block stands in a template.
final class BlockCallCode: StatementCode {
  private let name: String
  private let isTopLevel: Bool
  private let isRequired: Bool
  /// The names that a scoped block sees.
  private let locals: Locals?
  private let spot: Spot

  init(
    _ name: String, isTopLevel: Bool, isRequired: Bool, locals: Locals?,
    _ spot: Spot
  ) {
    self.name = name
    self.isTopLevel = isTopLevel
    self.isRequired = isRequired
    self.locals = locals
    self.spot = spot
  }

  override func run(_ frame: Frame) throws(TemplateError) {
    if isTopLevel, frame.outermost.base != nil { return }
    let run = frame.run
    run.spot = spot
    var context = frame.context
    let definitions = context.blocks[name] ?? []
    if isRequired, definitions.count <= 1 {
      throw run.failure(.runtime, Message.required(name))
    }
    if let locals {
      let names = try context.scope(with: locals, frame)
      let derived = Context(names: names, isEscaping: context.isEscaping)
      derived.blocks = context.blocks
      context = derived
    }
    guard let block = definitions.first else { return }
    try run.deepen { () throws(TemplateError) in try block.run(context, run) }
  }
}

private enum Message {
  static func required(_ name: String) -> String {
    "the required block '\(name)' is not defined by any template that extends this one"
  }
}
