/// Statements.
extension Compiler {
  func compile(
    _ statement: StatementTree, _ scope: Scope
  ) throws(TemplateError) -> [StatementCode] {
    let spot = statement.spot
    switch statement.kind {
    case .output(let parts): return try output(parts, scope)
    case .loop(let tree): return [try loop(tree, scope, spot)]
    case .condition(let branches, let otherwise):
      return [try condition(branches, otherwise, scope)]
    case .set(let target, let value):
      let value = try expression(value, scope)
      return [SetCode(try self.target(target, scope), value, exports: exports(target, scope), spot)]
    case .setBlock(let target, let filter, let body):
      return [try setBlock(target, filter, body, scope, spot)]
    case .with(let values, let body): return [try with(values, body, scope, spot)]
    case .autoescape(let mode, let body): return [try autoescape(mode, body, scope, spot)]
    case .block(let tree):
      return [
        BlockCallCode(
          tree.name, isTopLevel: scope.isTopLevel, isRequired: tree.isRequired,
          locals: tree.isScoped ? locals(scope) : nil, spot)
      ]
    case .extends(let template):
      guard scope.isTopLevel else { throw error(Message.innerExtends, at: spot) }
      return [ExtendsCode(try expression(template, scope), spot)]
    case .include(let template, let ignoresMissing, let hasContext):
      return [
        IncludeCode(
          try expression(template, scope), ignoresMissing: ignoresMissing,
          locals: hasContext ? locals(scope) : nil, spot)
      ]
    case .importing(let template, let name, let hasContext):
      return [try importing(template, [(nil, name)], hasContext, scope, spot)]
    case .fromImport(let template, let names, let hasContext):
      return [try importing(template, names.map { ($0.name, $0.alias) }, hasContext, scope, spot)]
    case .macro(let name, let tree): return [try macro(name, tree, scope, spot)]
    case .callBlock(let call, let tree): return [try callBlock(call, tree, scope, spot)]
    case .filterBlock(let filter, let body): return [try filterBlock(filter, body, scope, spot)]
    }
  }

  private func output(
    _ parts: [OutputPart], _ scope: Scope
  ) throws(TemplateError) -> [StatementCode] {
    var codes: [StatementCode] = []
    var text: [UInt8] = []
    func endText() {
      if !text.isEmpty { codes.append(TextCode(text)) }
      text = []
    }
    for part in parts {
      switch part {
      case .text(let plain): text += plain.utf8
      case .expression(let tree):
        let code = try expression(tree, scope)
        if let constant = code.constant, let plain = plainText(constant, scope) {
          text += plain.utf8
        } else {
          endText()
          codes.append(PrintCode(code, scope.escaping, tree.spot))
        }
      }
    }
    endText()
    return scope.isChecked ? [UnlessExtendedCode(SequenceCode.joined(codes))] : codes
  }

  /// What a constant prints as, where that is the same in every run.
  private func plainText(_ constant: Datum, _ scope: Scope) -> String? {
    switch constant {
    case .string(let text):
      scope.escaping == .never ? text : scope.escaping == .always ? text.escaped : nil
    case .integer(let number): String(number)
    default: nil
    }
  }

  private func condition(
    _ branches: [(test: ExpressionTree, body: [StatementTree])], _ otherwise: [StatementTree],
    _ scope: Scope
  ) throws(TemplateError) -> StatementCode {
    var codes: [ConditionCode.Branch] = []
    for (test, body) in branches {
      let code = try expression(test, scope.soft)
      codes.append(
        ConditionCode.Branch(code, body: try compile(body, scope.soft), test.spot))
    }
    return ConditionCode(codes, otherwise: try compile(otherwise, scope.soft))
  }

  func target(_ tree: TargetTree, _ scope: Scope) throws(TemplateError) -> TargetCode {
    switch tree {
    case .name(let name, _): return .slot(scope.symbols.variable(name)?.slot ?? 0)
    case .member(let name, let attribute, let spot):
      guard let variable = scope.symbols.variable(name) else {
        throw error(Message.unknown(name), at: spot)
      }
      return .member(slot(variable, scope), attribute)
    case .tuple(let targets):
      var codes: [TargetCode] = []
      for target in targets { codes.append(try self.target(target, scope)) }
      let slots = codes.compactMap { code in if case .slot(let slot) = code { slot } else { nil } }
      return slots.count == codes.count ? .slots(slots) : .tuple(codes)
    }
  }

  /// What the context learns of an assignment at a template's top level.
  private func exports(_ target: TargetTree, _ scope: Scope) -> [Export] {
    guard scope.isTopLevel else { return [] }
    return target.names.compactMap { name in
      scope.symbols.variable(name).map { Export(name: Name(name), slot: slot($0, scope)) }
    }
  }

  private func setBlock(
    _ target: TargetTree, _ filter: ExpressionTree?, _ body: [StatementTree], _ scope: Scope,
    _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    var inner = scope.inner()
    inner.isChecked = false
    inner.symbols.read(filter)
    inner.symbols.read(body)
    // Once, or nested blocks would be compiled twice at every level.
    let text = CapturedCode(try compile(body, inner), filter == nil ? .never : inner.escaping)
    let content =
      try filter.map { (filter) throws(TemplateError) in
        try self.filter(filter, around: text, inner)
      } ?? text
    return SetBlockCode(
      entry(inner), try self.target(target, scope), content, exports: exports(target, scope), spot)
  }

  private func filterBlock(
    _ filter: ExpressionTree, _ body: [StatementTree], _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    let inner = scope.inner()
    inner.symbols.read(body)
    inner.symbols.read(filter)
    let text = CapturedCode(try compile(body, inner), inner.escaping)
    let content = try self.filter(filter, around: text, inner)
    return FilterBlockCode(entry(inner), content, spot)
  }

  private func with(
    _ values: [(target: TargetTree, value: ExpressionTree)], _ body: [StatementTree],
    _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    let inner = scope.inner()
    for (target, _) in values {
      for name in target.names { inner.symbols.declareParameter(name) }
    }
    inner.symbols.read(body)
    var codes: [(target: TargetCode, value: ExpressionCode)] = []
    for (target, value) in values {
      codes.append((try self.target(target, inner), try expression(value, scope)))
    }
    let body = try compile(body, inner)
    return WithCode(entry(inner), codes, body, spot)
  }

  private func autoescape(
    _ mode: ExpressionTree, _ body: [StatementTree], _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    var inner = scope.inner()
    inner.symbols.read(mode)
    inner.symbols.read(body)
    let mode = try expression(mode, inner)
    if case .boolean(let flag)? = mode.constant {
      inner.escaping = flag ? .always : .never
    } else {
      inner.escaping = .dynamic
    }
    let body = try compile(body, inner)
    return AutoescapeCode(entry(inner), mode, body, spot)
  }

  private func importing(
    _ template: ExpressionTree, _ names: [(name: String?, alias: String)], _ hasContext: Bool,
    _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> StatementCode {
    let slots = names.compactMap { name, alias in
      scope.symbols.variable(alias).map {
        (name: name, alias: Export(name: Name(alias), slot: slot($0, scope)))
      }
    }
    return ImportCode(
      try expression(template, scope), slots, isTopLevel: scope.isTopLevel,
      locals: hasContext ? locals(scope) : nil, spot)
  }
}

private enum Message {
  static let innerExtends = "'extends' can stand only at a template's top level"
  static func unknown(_ name: String) -> String { "'\(name)' is not defined" }
}
