/// A parsed expression.
final class ExpressionTree {
  let spot: Spot
  let kind: Kind
  /// How many levels there are.
  private(set) var height = 1

  init(_ kind: Kind, _ spot: Spot) {
    self.kind = kind
    self.spot = spot
    for child in children { height = max(height, child.height + 1) }
  }

  enum Kind {
    case none
    case boolean(Bool)
    case integer(Int64)
    case float(Double)
    case string(String)
    case name(String)
    /// `namespace.attribute` where it is assigned to.
    case member(String, String)
    case tuple([ExpressionTree])
    case list([ExpressionTree])
    case dict([(key: ExpressionTree, value: ExpressionTree)])
    case attribute(ExpressionTree, String)
    case item(ExpressionTree, ExpressionTree)
    case slice(ExpressionTree, start: ExpressionTree?, stop: ExpressionTree?, step: ExpressionTree?)
    case call(ExpressionTree, CallTree)
    /// Without a value it stands for a block's text.
    case filter(ExpressionTree?, String, CallTree)
    case test(ExpressionTree, String, CallTree)
    case negative(ExpressionTree)
    case positive(ExpressionTree)
    case not(ExpressionTree)
    case binary(BinaryOperator, ExpressionTree, ExpressionTree)
    case concatenation([ExpressionTree])
    case comparison(ExpressionTree, [(sign: String, value: ExpressionTree)])
    case and(ExpressionTree, ExpressionTree)
    case or(ExpressionTree, ExpressionTree)
    case conditional(test: ExpressionTree, then: ExpressionTree, otherwise: ExpressionTree?)
  }

  /// The expressions directly inside, in the order in which they are read.
  var children: [ExpressionTree] {
    switch kind {
    case .none, .boolean, .integer, .float, .string, .name, .member: []
    case .tuple(let elements), .list(let elements), .concatenation(let elements): elements
    case .dict(let pairs): pairs.flatMap { [$0.key, $0.value] }
    case .attribute(let inner, _), .negative(let inner), .positive(let inner), .not(let inner):
      [inner]
    case .item(let inner, let key): [inner, key]
    case .slice(let inner, let start, let stop, let step):
      [inner] + [start, stop, step].compactMap(\.self)
    case .call(let function, let call): [function] + call.children
    case .filter(let inner, _, let call): (inner.map { [$0] } ?? []) + call.children
    case .test(let inner, _, let call): [inner] + call.children
    case .binary(_, let left, let right), .and(let left, let right), .or(let left, let right):
      [left, right]
    case .comparison(let first, let rest): [first] + rest.map(\.value)
    case .conditional(let test, let then, let otherwise):
      [test, then] + (otherwise.map { [$0] } ?? [])
    }
  }
}

/// The arguments of a call as they were written.
struct CallTree {
  var positional: [ExpressionTree] = []
  var named: [(name: String, value: ExpressionTree)] = []
  /// What stands behind `*`.
  var rest: ExpressionTree?
  /// What stands behind `**`.
  var namedRest: ExpressionTree?

  var children: [ExpressionTree] {
    positional + named.map(\.value) + [rest, namedRest].compactMap(\.self)
  }
}
