internal import ConvergeCore
internal import ConvergeTemplate
internal import Synchronization

/// The modules that one manifest or module uses: what its expressions call `modules`. Each is looked
/// for and read when it is first asked for.
final class ModuleSet: TemplateMembers {
  private static let depthLimit = 32

  let title = "modules"
  private let entries: [ModuleEntry]
  private let library: ModuleLibrary
  private let origin: ModuleOrigin?
  private let chain: [ModuleLibrary.Found]
  private let journal: Journal
  private let seed: UInt64
  /// Those whose key has no expression.
  private let byName: [String: Int]
  private let state = Mutex(State())

  private struct State {
    var scope = Scope()
    var expansions: [Int: Expansion] = [:]
    var underWay: Set<Int> = []
  }

  /// What came of one entry.
  struct Expansion: Sendable {
    var instances: [ModuleInstance] = []
    /// Whether a problem was reported, so that there may be fewer than were meant.
    var isWrong = false
  }

  /// - Parameter use: of the module that they stand in; nil for the manifest.
  init(
    _ entries: [ModuleEntry], _ library: ModuleLibrary, _ use: ModuleUse?, _ journal: Journal,
    reporting problems: inout Diagnostics
  ) {
    self.library = library
    origin = use?.origin
    chain = use?.chain ?? []
    self.journal = journal
    seed = library.surroundings.seed
    var byName: [String: Int] = [:]
    var kept: [ModuleEntry] = []
    for entry in entries {
      let name = entry.label.scalar?.text ?? ""
      if let first = byName[name] {
        problems.error(
          Message.twice(name), at: entry.label.place, hint: Message.once,
          related: [Diagnostic.Related(Message.first(name), at: kept[first].label.place)])
        continue
      }
      if !ScalarPart.isIn(name) { byName[name] = kept.count }
      kept.append(entry)
    }
    self.entries = kept
    self.byName = byName
  }

  /// Tells what the entries see.
  func bind(_ scope: Scope) { state.withLock { $0.scope = scope } }

  /// Lets go of what was bound, and of all that was made.
  func end() {
    let expansions = state.withLock { state in
      defer { state = State() }
      return state.expansions
    }
    for instance in expansions.values.flatMap(\.instances) { instance.evaluation.end() }
  }

  /// Those that have outputs, without what is just being looked for.
  var names: [String] {
    let underWay = state.withLock { $0.underWay }
    return entries.indices.filter { !underWay.contains($0) }
      .flatMap { expansion(of: $0).instances }.filter { !$0.isLeftOut }.map(\.name)
  }

  func member(_ name: String) throws(TemplateInputFailure) -> TemplateInput? {
    let underWay = state.withLock { $0.underWay }
    let candidates =
      byName[name].map { [$0] }
      ?? entries.indices.filter { byName[label($0)] == nil && !underWay.contains($0) }
    for index in candidates {
      let expansion = expansion(of: index)
      guard let instance = expansion.instances.first(where: { $0.name == name }) else {
        if expansion.isWrong {
          journal.countFailure()
          throw TemplateInputFailure(Message.wrong(name))
        }
        continue
      }
      if instance.isLeftOut {
        throw TemplateInputFailure(Message.leftOut(name), hint: Message.leftOutHint)
      }
      return .members(instance.evaluation.outputs)
    }
    return nil
  }

  private func label(_ index: Int) -> String { entries[index].label.scalar?.text ?? "" }

  /// All of them, in the order written.
  func all() -> [(label: String, expansion: Expansion)] {
    entries.indices.map { (label($0), expansion(of: $0)) }
  }

  private func expansion(of index: Int) -> Expansion {
    if let known = state.withLock({ $0.expansions[index] }) { return known }
    let entry = entries[index]
    if let refusal = journal.open("modules.\(label(index))") {
      journal.report(
        Diagnostic(
          .error, refusal.message("modules"), at: entry.label.place, hint: Message.circleHint))
      return Expansion(isWrong: true)
    }
    let scope = state.withLock { state in
      state.underWay.insert(index)
      return state.scope
    }
    var problems = Diagnostics()
    let failures = journal.failures
    let evaluator = Evaluator(journal: journal, seed: seed)
    var made = expand(entry, in: scope, evaluator, &problems)
    journal.close()
    made.isWrong = made.isWrong || problems.hasErrors || journal.failures > failures
    for problem in problems.items { journal.report(problem) }
    state.withLock { [made] state in
      state.underWay.remove(index)
      state.expansions[index] = made
    }
    return made
  }

  private func expand(
    _ entry: ModuleEntry, in scope: Scope, _ evaluator: Evaluator, _ problems: inout Diagnostics
  ) -> Expansion {
    var scopes = [scope]
    if let node = entry.forEach {
      guard
        let elements = Choice(evaluator).elements(of: node, in: scope, reporting: &problems)
      else {
        library.noteUnknown()
        return Expansion(isWrong: true)
      }
      scopes = elements.map { scope.with($0) }
    }
    var result = Expansion()
    var known: Set<String> = []
    for scope in scopes where problems.items.count < ManifestReader.problemLimit {
      let lackCount = library.remotes.lackCount
      guard let instance = instance(entry, in: scope, evaluator, &problems) else {
        result.isWrong = true
        if library.remotes.lackCount == lackCount { library.noteUnknown() }
        continue
      }
      if known.insert(instance.name).inserted {
        result.instances.append(instance)
      } else {
        problems.error(Message.twice(instance.name), at: entry.label.place, hint: Message.once)
      }
    }
    return result
  }

  private func instance(
    _ entry: ModuleEntry, in scope: Scope, _ evaluator: Evaluator, _ problems: inout Diagnostics
  ) -> ModuleInstance? {
    var isLeftOut = false
    if let condition = entry.condition {
      let holds = Choice(evaluator).holds(condition, in: scope, reporting: &problems)
      guard let holds else { return nil }
      isLeftOut = !holds
    }
    guard let label = evaluator.evaluateName(entry.label, in: scope, reporting: &problems),
      let source = evaluator.evaluateName(entry.source, in: scope, reporting: &problems)
    else { return nil }
    let name = label.scalar?.text ?? ""
    guard ModuleEntry.isName(name) else {
      let message = ModuleEntry.Message.self
      problems.error(message.badName(name), at: label.place, hint: message.nameHint)
      return nil
    }
    let path = origin.map { "\($0.path)/\(name)" } ?? name
    guard
      let found = library.find(
        source, as: path, from: entry.origin.folder, journal, reporting: &problems),
      isInNoCircle(found, source, &problems)
    else { return nil }
    // What is left out need not be right.
    var ignored = Diagnostics()
    return isLeftOut
      ? use(found, source, entry, name, in: scope, evaluator, isLeftOut: true, &ignored)
      : use(found, source, entry, name, in: scope, evaluator, isLeftOut: false, &problems)
  }

  private func isInNoCircle(
    _ found: ModuleLibrary.Found, _ source: Node, _ problems: inout Diagnostics
  ) -> Bool {
    if let first = chain.firstIndex(where: { $0.key == found.key }) {
      let circle = chain[first...].map(\.shown) + [found.shown]
      problems.error(Message.usedInCircle(circle), at: source.place)
      return false
    }
    if chain.count < Self.depthLimit { return true }
    problems.error(Message.tooDeep, at: source.place)
    return false
  }

  private func use(
    _ found: ModuleLibrary.Found, _ source: Node, _ entry: ModuleEntry, _ name: String,
    in scope: Scope,
    _ evaluator: Evaluator, isLeftOut: Bool, _ problems: inout Diagnostics
  ) -> ModuleInstance? {
    var common = CommonAttributes()
    for written in entry.common {
      guard let value = evaluator.evaluate(written.value, in: scope, reporting: &problems) else {
        continue
      }
      _ = common.take(Node.Entry(key: written.key, value: value), reporting: &problems)
    }
    guard
      let arguments = ModuleArguments(entry, in: scope, evaluator, reporting: &problems)
    else { return nil }
    let path = origin.map { "\($0.path)/\(name)" } ?? name
    let inner = ModuleOrigin(
      path: path, tags: common.tags + (origin?.tags ?? []),
      isEnforced: common.isEnforced && origin?.isEnforced != false)
    let use = ModuleUse(
      origin: inner, arguments: arguments, name: name, outer: journal, chain: chain + [found])
    let evaluation = ManifestEvaluation(
      found.root, of: found.text, in: found.folder, library,
      isLeftOut ? Journal() : Journal(of: journal, module: name), use, reporting: &problems)
    return ModuleInstance(
      name: name, path: path, source: source.scalar?.text ?? "", directory: found.shown,
      remote: found.remote, place: entry.label.place, common: common, isLeftOut: isLeftOut,
      evaluation: evaluation)
  }
}

private enum Message {
  static func twice(_ name: String) -> String { "the module '\(name)' is declared twice" }
  static let once = "leave one of them out"
  static func first(_ name: String) -> String { "the module '\(name)' is declared here" }
  static func wrong(_ name: String) -> String { "the module '\(name)' cannot be used" }
  static func leftOut(_ name: String) -> String {
    "the module '\(name)' is left out by its 'when', so it has no outputs"
  }
  static let leftOutHint = "ask for its outputs only under the same condition"
  static let circleHint = "one of them must not use the next"
  static func usedInCircle(_ modules: [String]) -> String {
    "modules use one another in a circle: \(modules.joined(separator: " → "))"
  }
  static let tooDeep = "modules stand in one another more than 32 deep"
}
