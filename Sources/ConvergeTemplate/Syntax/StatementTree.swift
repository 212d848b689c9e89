/// A parsed statement, or text between two.
final class StatementTree {
  let spot: Spot
  let kind: Kind

  init(_ kind: Kind, _ spot: Spot) {
    self.kind = kind
    self.spot = spot
  }

  enum Kind {
    case output([OutputPart])
    case loop(LoopTree)
    case condition(
      branches: [(test: ExpressionTree, body: [StatementTree])], otherwise: [StatementTree])
    case set(TargetTree, ExpressionTree)
    case setBlock(TargetTree, filter: ExpressionTree?, body: [StatementTree])
    case with([(target: TargetTree, value: ExpressionTree)], body: [StatementTree])
    case autoescape(ExpressionTree, body: [StatementTree])
    case block(BlockTree)
    case extends(ExpressionTree)
    case include(ExpressionTree, ignoresMissing: Bool, hasContext: Bool)
    case importing(ExpressionTree, as: String, hasContext: Bool)
    case fromImport(ExpressionTree, names: [(name: String, alias: String)], hasContext: Bool)
    case macro(String, MacroTree)
    case callBlock(ExpressionTree, MacroTree)
    case filterBlock(ExpressionTree, body: [StatementTree])
  }
}

/// What an output statement prints.
enum OutputPart {
  case text(String)
  case expression(ExpressionTree)
}

/// Where an assignment goes.
indirect enum TargetTree {
  case name(String, Spot)
  case member(String, String, Spot)
  case tuple([TargetTree])

  /// Every plain name in it.
  var names: [String] {
    switch self {
    case .name(let name, _): [name]
    case .member: []
    case .tuple(let targets): targets.flatMap(\.names)
    }
  }
}

struct LoopTree {
  let target: TargetTree
  let source: ExpressionTree
  let test: ExpressionTree?
  let isRecursive: Bool
  let body: [StatementTree]
  let otherwise: [StatementTree]
}

struct BlockTree {
  let name: String
  let isScoped: Bool
  let isRequired: Bool
  let body: [StatementTree]
}

struct MacroTree {
  let parameters: [(name: String, value: ExpressionTree?)]
  let body: [StatementTree]
}
