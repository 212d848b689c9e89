internal import ConvergeCore

/// Expressions.
extension Compiler {
  func expression(_ tree: ExpressionTree, _ scope: Scope) throws(TemplateError) -> ExpressionCode {
    let spot = tree.spot
    switch tree.kind {
    case .none: return ConstantCode(.none)
    case .boolean(let flag): return ConstantCode(.boolean(flag))
    case .integer(let number): return ConstantCode(.integer(number))
    case .float(let number): return ConstantCode(.float(number))
    case .string(let text): return ConstantCode(.string(text))
    case .name(let name), .member(let name, _): return variable(name, scope)
    case .tuple(let elements):
      return ElementsCode(try expressions(elements, scope), isTuple: true)
    case .list(let elements):
      return ElementsCode(try expressions(elements, scope), isTuple: false)
    case .dict(let pairs):
      var codes: [(key: ExpressionCode, value: ExpressionCode)] = []
      for (key, value) in pairs {
        codes.append((try expression(key, scope), try expression(value, scope)))
      }
      return DictCode(codes, spot)
    case .attribute(let inner, let name):
      return AttributeCode(try expression(inner, scope), name, spot)
    case .item(let inner, let key):
      return ItemCode(try expression(inner, scope), try expression(key, scope), spot)
    case .slice(let inner, let start, let stop, let step):
      return try slice(inner, [start, stop, step], scope, spot)
    case .call(let function, let call):
      if case .attribute(let inner, let name) = function.kind {
        return MemberCallCode(
          try expression(inner, scope), name, at: function.spot, try arguments(call, scope), spot)
      }
      return CallCode(try expression(function, scope), try arguments(call, scope), spot)
    case .filter(let inner, _, _):
      return try filter(tree, around: inner == nil ? ConstantCode(.string("")) : nil, scope)
    case .test(let inner, let name, let call):
      if !scope.isSoft, Tests.named(name) == nil { throw unknownTest(name, spot) }
      let code = try expression(inner, scope)
      let arguments = try arguments(call, scope)
      if name == "defined", arguments.isEmpty { return DefinedCode(code) }
      return TestCode(code, name, arguments, spot)
    default: return try operation(tree, scope)
    }
  }

  private func operation(
    _ tree: ExpressionTree, _ scope: Scope
  ) throws(TemplateError) -> ExpressionCode {
    let spot = tree.spot
    switch tree.kind {
    case .negative(let inner): return SignCode(true, try expression(inner, scope), spot)
    case .positive(let inner): return SignCode(false, try expression(inner, scope), spot)
    case .not(let inner): return NotCode(try expression(inner, scope), spot)
    case .binary(let sign, let left, let right):
      return BinaryCode(sign, try expression(left, scope), try expression(right, scope), spot)
    case .concatenation(let parts):
      return ConcatenationCode(try expressions(parts, scope), scope.escaping, spot)
    case .comparison(let first, let rest):
      var codes: [(sign: ComparisonCode.Sign, value: ExpressionCode)] = []
      for (sign, value) in rest {
        codes.append((ComparisonCode.Sign(rawValue: sign) ?? .equal, try expression(value, scope)))
      }
      return ComparisonCode(try expression(first, scope), codes, spot)
    case .and(let left, let right), .or(let left, let right):
      var isAnd = false
      if case .and = tree.kind { isAnd = true }
      return JunctionCode(
        isAnd: isAnd, try expression(left, scope), try expression(right, scope), spot)
    case .conditional(let test, let then, let otherwise):
      let soft = scope.soft
      return ConditionalCode(
        test: try expression(test, soft), then: try expression(then, soft),
        otherwise: try otherwise.map { (tree) throws(TemplateError) in try expression(tree, soft) },
        spot)
    default: throw error(Message.unfit, at: spot)
    }
  }

  private func expressions(
    _ trees: [ExpressionTree], _ scope: Scope
  ) throws(TemplateError) -> [ExpressionCode] {
    var codes: [ExpressionCode] = []
    for tree in trees { codes.append(try expression(tree, scope)) }
    return codes
  }

  private func variable(_ name: String, _ scope: Scope) -> ExpressionCode {
    guard let variable = scope.symbols.variable(name) else {
      scope.symbols.load(name)
      return scope.symbols.variable(name).map { LocalCode($0.slot, name) } ?? ConstantCode(.none)
    }
    let slot = slot(variable, scope)
    return slot.hops == 0 ? LocalCode(slot.index, name) : OuterCode(slot, name)
  }

  private func slice(
    _ inner: ExpressionTree, _ bounds: [ExpressionTree?], _ scope: Scope, _ spot: Spot
  ) throws(TemplateError) -> ExpressionCode {
    var codes: [ExpressionCode?] = []
    for bound in bounds {
      codes.append(try bound.map { (tree) throws(TemplateError) in try expression(tree, scope) })
    }
    return SliceCode(try expression(inner, scope), codes, spot)
  }

  func arguments(_ call: CallTree, _ scope: Scope) throws(TemplateError) -> ArgumentsCode {
    var named: [(name: String, value: ExpressionCode)] = []
    for (name, value) in call.named { named.append((name, try expression(value, scope))) }
    return ArgumentsCode(
      positional: try expressions(call.positional, scope), named: named,
      rest: try call.rest.map { (tree) throws(TemplateError) in try expression(tree, scope) },
      namedRest: try call.namedRest.map { (tree) throws(TemplateError) in
        try expression(tree, scope)
      })
  }

  /// A filter, or several one behind the other; the innermost gets `content` where the expression
  /// itself has nothing to filter.
  func filter(
    _ tree: ExpressionTree, around content: ExpressionCode?, _ scope: Scope
  ) throws(TemplateError) -> ExpressionCode {
    guard case .filter(let inner, let name, let call) = tree.kind else {
      return try expression(tree, scope)
    }
    if !scope.isSoft, Filters.named(name) == nil { throw unknownFilter(name, tree.spot) }
    let value: ExpressionCode
    if let inner {
      value = try filter(inner, around: content, scope)
    } else {
      value = content ?? ConstantCode(.string(""))
    }
    let arguments = try arguments(call, scope)
    if name == "default" || name == "d",
      let other = arguments.isEmpty ? ConstantCode(.string("")) : arguments.single
    {
      return DefaultCode(value, other, tree.spot)
    }
    return FilterCode(value, name, arguments, tree.spot)
  }

  private func unknownFilter(_ name: String, _ spot: Spot) -> TemplateError {
    error(
      Message.noFilter(name), hint: nearest(to: name, among: Filters.names).map(didYouMean),
      at: spot)
  }

  private func unknownTest(_ name: String, _ spot: Spot) -> TemplateError {
    error(
      Message.noTest(name), hint: nearest(to: name, among: Tests.names).map(didYouMean), at: spot)
  }
}

extension Run {
  /// The error of reaching a filter that there is not.
  func unknownFilter(_ name: String) -> TemplateError {
    failure(
      .runtime, Message.noFilter(shown(name)),
      hint: hides ? nil : nearest(to: name, among: Filters.names).map(didYouMean))
  }

  /// The error of reaching a test that there is not.
  func unknownTest(_ name: String) -> TemplateError {
    failure(
      .runtime, Message.noTest(shown(name)),
      hint: hides ? nil : nearest(to: name, among: Tests.names).map(didYouMean))
  }
}

private enum Message {
  static let unfit = "the expression does not belong here"
  static func noFilter(_ name: String) -> String { "there is no filter '\(name)'" }
  static func noTest(_ name: String) -> String { "there is no test '\(name)'" }
}
