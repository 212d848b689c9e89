/// Which names statements and expressions use and assign in their own scope.
extension Symbols {
  func read(_ statements: [StatementTree]) {
    for statement in statements { read(statement) }
  }

  func read(_ tree: ExpressionTree?) {
    guard let tree else { return }
    if case .name(let name) = tree.kind { load(name) }
    for child in tree.children { read(child) }
  }

  func store(_ target: TargetTree) {
    switch target {
    case .name(let name, _): store(name)
    case .member(let name, _, _): load(name)
    case .tuple(let targets): for target in targets { store(target) }
    }
  }

  private func read(_ statement: StatementTree) {
    switch statement.kind {
    case .output(let parts):
      for case .expression(let tree) in parts { read(tree) }
    case .loop(let loop): read(loop.source)
    case .condition(let branches, let otherwise): read(branches[...], otherwise)
    case .set(let target, let value):
      read(value)
      store(target)
    case .setBlock(let target, _, _): store(target)
    case .with(let values, _):
      for (_, value) in values { read(value) }
    case .autoescape, .block: break
    case .extends(let template), .include(let template, _, _): read(template)
    case .importing(let template, let name, _):
      read(template)
      store(name)
    case .fromImport(let template, let names, _):
      read(template)
      for (_, alias) in names { store(alias) }
    case .macro(let name, _): store(name)
    case .callBlock(let call, _): read(call)
    case .filterBlock(let filter, _): read(filter)
    }
  }

  private func read(
    _ branches: ArraySlice<(test: ExpressionTree, body: [StatementTree])>,
    _ otherwise: [StatementTree]
  ) {
    guard let first = branches.first else { return }
    read(first.test)
    let body = branch()
    body.read(first.body)
    let alternatives = branch()
    for branch in branches.dropFirst() { alternatives.read([branch], []) }
    let rest = branch()
    rest.read(otherwise)
    merge([body, alternatives, rest])
  }
}

extension Sequence<StatementTree> {
  /// Which of `names` are used before anything assigns them; blocks are looked into by themselves.
  func undeclared(_ names: Set<String>) -> Set<String> {
    var finder = UndeclaredNames(open: names)
    finder.visit(Array(self))
    return finder.found
  }

  /// Every statement, those inside others too.
  func forEachDeep(_ body: (StatementTree) -> Void) {
    for statement in self {
      body(statement)
      for inner in statement.bodies { inner.forEachDeep(body) }
    }
  }
}

extension StatementTree {
  /// The statements inside this one.
  var bodies: [[StatementTree]] {
    switch kind {
    case .output, .set, .extends, .include, .importing, .fromImport: []
    case .loop(let loop): [loop.body, loop.otherwise]
    case .condition(let branches, let otherwise): branches.map(\.body) + [otherwise]
    case .setBlock(_, _, let body), .with(_, let body), .autoescape(_, let body),
      .filterBlock(_, let body):
      [body]
    case .block(let block): [block.body]
    case .macro(_, let macro), .callBlock(_, let macro): [macro.body]
    }
  }
}

/// Looks for names that nobody has assigned before.
private struct UndeclaredNames {
  var open: Set<String>
  var found: Set<String> = []

  mutating func visit(_ statements: [StatementTree]) {
    for statement in statements where found.count < 3 { visit(statement) }
  }

  private mutating func visit(_ tree: ExpressionTree?) {
    guard let tree else { return }
    if case .name(let name) = tree.kind, open.contains(name) { found.insert(name) }
    for child in tree.children { visit(child) }
  }

  private mutating func assign(_ target: TargetTree) {
    open.subtract(target.names)
  }

  private mutating func visit(_ macro: MacroTree) {
    open.subtract(macro.parameters.map(\.name))
    for (_, value) in macro.parameters { visit(value) }
    visit(macro.body)
  }

  private mutating func visit(_ statement: StatementTree) {
    switch statement.kind {
    case .output(let parts):
      for case .expression(let tree) in parts { visit(tree) }
    case .loop(let loop):
      assign(loop.target)
      visit(loop.source)
      visit(loop.body)
      visit(loop.otherwise)
      visit(loop.test)
    case .condition(let branches, let otherwise):
      for (test, body) in branches {
        visit(test)
        visit(body)
      }
      visit(otherwise)
    case .set(let target, let value):
      assign(target)
      visit(value)
    case .setBlock(let target, let filter, let body):
      assign(target)
      visit(filter)
      visit(body)
    case .with(let values, let body):
      for (target, _) in values { assign(target) }
      for (_, value) in values { visit(value) }
      visit(body)
    case .autoescape(let tree, let body):
      visit(tree)
      visit(body)
    case .block: break
    case .extends(let tree), .include(let tree, _, _), .importing(let tree, _, _),
      .fromImport(let tree, _, _):
      visit(tree)
    case .macro(_, let macro): visit(macro)
    case .callBlock(let call, let macro):
      visit(call)
      visit(macro)
    case .filterBlock(let filter, let body):
      visit(body)
      visit(filter)
    }
  }
}
