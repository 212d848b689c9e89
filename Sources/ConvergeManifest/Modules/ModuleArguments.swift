internal import ConvergeCore

/// What an entry gives for the parameters of its module; each value is evaluated when the module
/// asks for it, and sees what the entry sees.
struct ModuleArguments: Sendable {
  let entries: [(key: Node, value: Node)]
  /// Where what is missing is reported.
  let place: Place
  let scope: Scope

  /// - Returns: nil after a problem was reported.
  init?(
    _ entry: ModuleEntry, in scope: Scope, _ evaluator: Evaluator,
    reporting problems: inout Diagnostics
  ) {
    self.scope = scope
    place = entry.arguments?.place ?? entry.label.place
    guard var node = entry.arguments, !node.isNull else {
      entries = []
      return
    }
    let isWhole = node.scalar != nil
    if isWhole {
      guard let evaluated = evaluator.evaluate(node, in: scope, reporting: &problems) else {
        return nil
      }
      node = evaluated
    }
    guard let members = node.mapping else {
      problems.error(Message.noMapping, at: node.place, hint: "write { NAME: VALUE }")
      return nil
    }
    entries = members.compactMap { member in
      guard !isWhole else { return (member.key, Node(literal: member.value)) }
      return evaluator.evaluateName(member.key, in: scope, reporting: &problems)
        .map { ($0, member.value) }
    }
  }
}

private enum Message {
  static let noMapping = "'with' must be a mapping of parameters to values"
}
