internal import ConvergeCore

/// What an entry stands for: whether it is part of the run (`when`), and how often (`for_each`).
struct Choice {
  private static let elementLimit = 1_000_000

  private let evaluator: Evaluator

  init(_ evaluator: Evaluator) { self.evaluator = evaluator }

  /// - Returns: nil after a problem was reported.
  func elements(
    of node: Node, in scope: Scope, reporting problems: inout Diagnostics
  ) -> [Scope.Element]? {
    guard let evaluated = evaluator.evaluate(node, in: scope, reporting: &problems) else {
      return nil
    }
    var value = evaluated.value
    let isSensitive: Bool
    if case .sensitive(let inner) = value {
      (value, isSensitive) = (inner, true)
    } else {
      isSensitive = false
    }
    func marked(_ value: Value) -> Value { isSensitive ? .sensitive(value) : value }
    switch value {
    case .list(let items) where items.count <= Self.elementLimit:
      return items.enumerated().map {
        Scope.Element(item: marked($1), key: .integer(Int64($0)))
      }
    case .mapping(let members) where members.count <= Self.elementLimit:
      return members.map { Scope.Element(item: marked($0.value), key: .text($0.key)) }
    case .list, .mapping:
      problems.error(Message.tooMany, at: node.place)
      return nil
    default:
      problems.error(Message.noList, at: node.place, hint: Message.listHint)
      return nil
    }
  }

  /// - Returns: nil after a problem was reported.
  func holds(
    _ node: Node, in scope: Scope, reporting problems: inout Diagnostics
  ) -> Bool? {
    let value: Value?
    if let scalar = node.scalar, !ScalarPart.isIn(scalar.text), node.value.boolean == nil {
      if scalar.isNull || scalar.text.isEmpty {
        problems.error(Message.noCondition, at: node.place, hint: Message.conditionHint)
        return nil
      }
      value = evaluator.value(of: scalar.text, at: node.place, in: scope, reporting: &problems)
    } else {
      value = evaluator.evaluate(node, in: scope, reporting: &problems)?.value
    }
    guard let value else { return nil }
    switch value {
    case .boolean(let holds), .sensitive(.boolean(let holds)): return holds
    default:
      problems.error(Message.noBoolean, at: node.place, hint: Message.conditionHint)
      return nil
    }
  }
}

private enum Message {
  static let noList = "'for_each' must be a list or a mapping"
  static let listHint = "write [a, b], or an expression that gives one"
  static let tooMany = "'for_each' has more than 1000000 elements"
  static let noCondition = "'when' has no condition"
  static let noBoolean = "'when' must be true or false"
  static let conditionHint = "write a comparison, as facts.os.family == 'debian'"
}
