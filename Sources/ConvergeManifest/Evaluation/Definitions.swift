internal import ConvergeCore
internal import ConvergeTemplate
internal import Synchronization

/// Named values that are evaluated when they are first asked for and may use one another:
/// parameters, variables.
final class Definitions: TemplateMembers {
  /// `variables`: what expressions call them.
  let title: String
  /// What circles call them.
  private let path: String
  let names: [String]
  private let nodes: [String: Node]
  private let journal: Journal
  private let finish: @Sendable (String, Node, inout Diagnostics) -> Node?
  private let state: Mutex<State>

  private struct State {
    var scope = Scope()
    /// What those see that stand elsewhere: what a module is given.
    var outer: [String: Scope] = [:]
    var seed: UInt64 = 0
    var values: [String: Value] = [:]
    var failed: Set<String> = []
  }

  /// - Parameters:
  ///   - path: what expressions call them, where that is another word than the title.
  ///   - outer: what definitions see that stand in another document.
  ///   - wrong: names that are defined and have no value, which was reported.
  ///   - finish: checks what a definition gave, and marks it; nil after a problem.
  init(
    _ title: String, as path: String? = nil, _ entries: [(name: String, node: Node)],
    seeing outer: [String: Scope] = [:],
    wrong: [(name: String, node: Node)] = [],
    journal: Journal,
    finish: @escaping @Sendable (String, Node, inout Diagnostics) -> Node? = { _, node, _ in node }
  ) {
    self.title = title
    self.path = path ?? title
    names = (entries + wrong).map(\.name)
    nodes = Dictionary((entries + wrong).map { ($0.name, $0.node) }) { first, _ in first }
    state = Mutex(State(outer: outer, failed: Set(wrong.map(\.name))))
    self.journal = journal
    self.finish = finish
    for (name, node) in entries {
      guard let scalar = node.scalar, scalar.isPlain, Self.losesItsWriting(scalar) else { continue }
      journal.note(
        Journal.Definition(name: "\(path ?? title).\(name)", text: scalar.text, place: node.place))
    }
  }

  /// A float, or an integer that is not written in decimal digits.
  private static func losesItsWriting(_ scalar: Scalar) -> Bool {
    switch scalar.resolved {
    case .float: true
    case .integer: scalar.text.hasPrefix("0o") || scalar.text.hasPrefix("0x")
    default: false
    }
  }

  /// Tells what definitions see; they see one another through it, so it comes last.
  func bind(_ scope: Scope, seed: UInt64) {
    state.withLock { state in
      state.scope = scope
      state.seed = seed
    }
  }

  /// Lets go of what was bound, which holds this in turn.
  func unbind() {
    state.withLock { state in
      state.scope = Scope()
      state.outer = [:]
    }
  }

  func member(_ name: String) throws(TemplateInputFailure) -> TemplateInput? {
    guard nodes[name] != nil else { return nil }
    guard let value = value(of: name) else {
      journal.countFailure()
      throw TemplateInputFailure(Message.wrong("\(path).\(name)"))
    }
    return .value(value)
  }

  /// The value; nil where it cannot be had, which was reported.
  func value(of name: String) -> Value? {
    let (known, hasFailed) = state.withLock { ($0.values[name], $0.failed.contains(name)) }
    if known != nil || hasFailed { return known }
    guard let node = nodes[name] else { return nil }
    if let refusal = journal.open("\(path).\(name)") {
      journal.report(
        Diagnostic(
          .error, refusal.message("definitions"), at: node.place, hint: Message.circleHint))
      state.withLock { _ = $0.failed.insert(name) }
      return nil
    }
    let (scope, seed) = state.withLock { ($0.outer[name] ?? $0.scope, $0.seed) }
    var problems = Diagnostics()
    let evaluated = Evaluator(journal: journal, seed: seed)
      .evaluate(node, in: scope, reporting: &problems)
    let value =
      problems.hasErrors ? nil : evaluated.flatMap { finish(name, $0, &problems) }?.value
    journal.close()
    for problem in problems.items { journal.report(problem) }
    state.withLock { state in
      if let value, !problems.hasErrors {
        state.values[name] = value
      } else {
        state.failed.insert(name)
      }
    }
    return problems.hasErrors ? nil : value
  }
}

private enum Message {
  static func wrong(_ name: String) -> String { "'\(name)' cannot be evaluated" }
  static let circleHint = "one of them must not use the next"
}
