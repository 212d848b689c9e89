/// Loops, macros and call blocks.
extension Compiler {
  func loop(
    _ tree: LoopTree, _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    try checkLoopName(tree, spot)
    let source = try expression(tree.source, scope)
    let slots = tree.isRecursive ? FunctionSlots(depth: scope.slots.depth + 1) : nil
    var inner = scope.inner(slots: slots)
    if tree.isRecursive { inner.isChecked = scope.isChecked }
    let usesLoop =
      tree.isRecursive || !tree.body.undeclared(["loop"]).isEmpty || hasScopedBlock(tree)
    let loopVariable = usesLoop ? inner.symbols.declareParameter("loop") : nil
    for name in tree.target.names { inner.symbols.declareParameter(name) }
    inner.symbols.read(tree.body)
    let target = try target(tree.target, inner)
    var parts = Loop.Parts(
      target: target, entry: ScopeEntry(), loopSlot: loopVariable?.slot,
      body: try compile(tree.body, inner), spot: spot)
    parts.entry = entry(inner)
    if let test = tree.test {
      let testScope = scope.inner(slots: slots, space: newSpace())
      for name in tree.target.names { testScope.symbols.declareParameter(name) }
      testScope.symbols.read(test)
      parts.testTarget = try self.target(tree.target, testScope)
      parts.test = try expression(test, testScope)
      parts.testEntry = entry(testScope)
    }
    if !tree.otherwise.isEmpty {
      let otherwise = scope.inner(slots: slots)
      otherwise.symbols.read(tree.otherwise)
      parts.otherwise = try compile(tree.otherwise, otherwise)
      parts.otherwiseEntry = entry(otherwise)
    }
    guard let slots else { return LoopCode(source, parts) }
    return RecursiveLoopCode(
      source, parts, slotCount: slots.count, isMarkup: scope.escaping == .always)
  }

  private func hasScopedBlock(_ tree: LoopTree) -> Bool {
    var found = false
    (tree.body + tree.otherwise).forEachDeep { statement in
      if case .block(let block) = statement.kind, block.isScoped { found = true }
    }
    return found
  }

  /// Refuses an assignment to `loop` anywhere in a loop.
  private func checkLoopName(_ tree: LoopTree, _ spot: Spot) throws(TemplateError) {
    var place = tree.target.names.contains("loop") ? spot : nil
    (tree.body + tree.otherwise).forEachDeep { statement in
      switch statement.kind {
      case .set(let target, _), .setBlock(let target, _, _):
        if target.names.contains("loop") { place = statement.spot }
      case .loop(let inner): if inner.target.names.contains("loop") { place = statement.spot }
      default: break
      }
    }
    if let place { throw error(Message.loop, at: place) }
  }

  func macro(
    _ name: String, _ tree: MacroTree, _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    let code = try macroCode(name, tree, scope, spot)
    let variable = scope.symbols.variable(name) ?? scope.symbols.declareParameter(name)
    return MacroDefinitionCode(
      code, slot(variable, scope), exportName: scope.isTopLevel ? Name(name) : nil)
  }

  func callBlock(
    _ call: ExpressionTree, _ tree: MacroTree, _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    let code = try macroCode(nil, tree, scope, spot)
    guard case .call(let function, let arguments) = call.kind else {
      throw error(Message.noCall, at: spot)
    }
    let callCode = CallCode(
      try expression(function, scope), try self.arguments(arguments, scope), call.spot)
    return CallBlockCode(code, callCode, spot)
  }

  private func macroCode(
    _ name: String?, _ tree: MacroTree, _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> MacroCode {
    let slots = FunctionSlots(depth: scope.slots.depth + 1)
    var inner = scope.inner(slots: slots)
    inner.isChecked = false
    for (parameter, fallback) in tree.parameters {
      inner.symbols.declareParameter(parameter)
      inner.symbols.read(fallback)
    }
    inner.symbols.read(tree.body)
    let names = tree.parameters.map(\.name)
    let special = tree.body.undeclared(["caller", "kwargs", "varargs"])
    let hasCaller = names.contains("caller")
    if special.contains("caller"), hasCaller,
      tree.parameters.contains(where: { $0.name == "caller" && $0.value == nil })
    {
      throw error(Message.caller, at: spot)
    }
    func specialSlot(_ name: String) -> Int? {
      guard special.contains(name), !names.contains(name) else { return nil }
      return inner.symbols.declareParameter(name).slot
    }
    let specialSlots = (
      caller: specialSlot("caller"), named: specialSlot("kwargs"), rest: specialSlot("varargs")
    )
    var parameters: [MacroCode.Parameter] = []
    for (parameter, fallback) in tree.parameters {
      let slot = inner.symbols.variable(parameter)?.slot ?? 0
      let code = try fallback.map { (tree) throws(TemplateError) in try expression(tree, inner) }
      parameters.append(MacroCode.Parameter(name: parameter, slot: slot, fallback: code))
    }
    let body = try compile(tree.body, inner)
    return MacroCode(
      name: name, parameters: parameters, slotCount: slots.count, entry: entry(inner), body: body,
      usesCaller: special.contains("caller"), slots: specialSlots, spot: spot)
  }
}

private enum Message {
  static let loop = "the variable 'loop' cannot be assigned to inside a loop"
  static let caller = "the parameter 'caller' needs a default"
  static let noCall = "the call block needs a call, as in '{% call name() %}'"
}
