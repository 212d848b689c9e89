internal import ConvergeCore

/// Turns the tree of a template into code with slots for its variables.
final class Compiler {
  let name: String
  let file: Int32
  private(set) var hasExtends = false
  var blockTrees: [BlockTree] = []
  private var spaces = 0

  init(name: String, file: Int32) {
    self.name = name
    self.file = file
  }

  /// What is known where a statement stands.
  struct Scope {
    var symbols: Symbols
    var isTopLevel = false
    /// Whether text prints only if nothing is extended.
    var isChecked = false
    /// Inside a condition, where an unknown filter is an error only once it is reached.
    var isSoft = false
    var escaping = Escaping.never

    var slots: FunctionSlots { symbols.slots }

    /// A scope inside this one, with variables of its own.
    func inner(slots: FunctionSlots? = nil, space: Int = 0) -> Scope {
      Scope(
        symbols: Symbols(symbols, slots: slots ?? symbols.slots, space: space),
        isChecked: isChecked, escaping: escaping)
    }

    var soft: Scope {
      var scope = self
      scope.isSoft = true
      return scope
    }
  }

  /// A number for a scope whose variables are shared with no other.
  func newSpace() -> Int {
    spaces += 1
    return spaces
  }

  func template(
    _ statements: [StatementTree], isEscaping: Bool
  ) throws(TemplateError) -> Template {
    try collect(statements)
    let slots = FunctionSlots(depth: 0)
    var scope = Scope(symbols: Symbols(nil, slots: slots), isTopLevel: true, isChecked: hasExtends)
    scope.escaping = isEscaping ? .always : .never
    let usesSelf = !statements.undeclared(["self"]).isEmpty
    let selfVariable = usesSelf ? scope.symbols.declareParameter("self") : nil
    scope.symbols.read(statements)
    let body = try compile(statements, scope)
    var blocks: [BlockCode] = []
    for tree in blockTrees { blocks.append(try block(tree, isEscaping: isEscaping)) }
    return Template(
      name: name, file: file, slotCount: slots.count, entry: entry(scope),
      selfSlot: selfVariable?.slot, body: body, blocks: blocks)
  }

  /// One expression as a function of its own.
  func expression(
    _ tree: ExpressionTree
  ) throws(TemplateError) -> (code: ExpressionCode, entry: ScopeEntry, slotCount: Int) {
    let slots = FunctionSlots(depth: 0)
    let scope = Scope(symbols: Symbols(nil, slots: slots))
    scope.symbols.read(tree)
    let code = try expression(tree, scope)
    return (code, entry(scope), slots.count)
  }

  /// Finds all blocks, and whether anything is extended.
  private func collect(_ statements: [StatementTree]) throws(TemplateError) {
    var twice: (name: String, spot: Spot)?
    var names: Set<String> = []
    statements.forEachDeep { statement in
      switch statement.kind {
      case .extends: hasExtends = true
      case .block(let block):
        if !names.insert(block.name).inserted { twice = (block.name, statement.spot) }
        blockTrees.append(block)
      default: break
      }
    }
    if let twice { throw error(Message.twice(twice.name), at: twice.spot) }
  }

  private func block(_ tree: BlockTree, isEscaping: Bool) throws(TemplateError) -> BlockCode {
    let slots = FunctionSlots(depth: 0)
    var scope = Scope(symbols: Symbols(nil, slots: slots))
    scope.escaping = isEscaping ? .always : .never
    let special = tree.body.undeclared(["self", "super"])
    let selfVariable = special.contains("self") ? scope.symbols.declareParameter("self") : nil
    let superVariable = special.contains("super") ? scope.symbols.declareParameter("super") : nil
    scope.symbols.read(tree.body)
    let body = try compile(tree.body, scope)
    return BlockCode(
      name: tree.name, slotCount: slots.count, entry: entry(scope), selfSlot: selfVariable?.slot,
      superSlot: superVariable?.slot, body: body)
  }

  /// What happens where a scope begins; to be asked for once everything in it is compiled.
  func entry(_ scope: Scope) -> ScopeEntry {
    var entry = ScopeEntry()
    for (variable, source) in scope.symbols.loads {
      switch source {
      case .parameter: break
      case .context(let name): entry.load(name, into: variable.slot)
      case .copy(let outer): entry.copy(slot(outer, scope), into: variable.slot)
      case .nothing: entry.clear(variable.slot)
      }
    }
    return entry
  }

  func slot(_ variable: Variable, _ scope: Scope) -> Slot {
    Slot(hops: scope.slots.depth - variable.depth, index: variable.slot)
  }

  /// Every name that is assigned, for a template or block that sees them.
  func locals(_ scope: Scope) -> Locals {
    Locals(names: scope.symbols.assigned, depth: scope.slots.depth)
  }

  func compile(
    _ statements: [StatementTree], _ scope: Scope
  ) throws(TemplateError) -> StatementCode {
    var codes: [StatementCode] = []
    for statement in statements { codes += try compile(statement, scope) }
    return SequenceCode.joined(codes)
  }

  func error(_ message: String, hint: String? = nil, at spot: Spot) -> TemplateError {
    TemplateError(
      .syntax, message, hint: hint,
      place: Place(file: name, line: Int(spot.line), column: Int(spot.column)))
  }
}

private enum Message {
  static func twice(_ name: String) -> String { "the block '\(name)' is defined twice" }
}
