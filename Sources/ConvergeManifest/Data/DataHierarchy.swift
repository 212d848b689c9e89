internal import ConvergeCore
internal import ConvergeTemplate
internal import ConvergeYAML
internal import Synchronization

/// The data files of a manifest, the strongest first (`language.md`, section 7); read when data are
/// first asked for.
final class DataHierarchy: TemplateMembers {
  /// A file of the list that is there.
  struct Level: Sendable {
    /// Relative to the manifest, expressions evaluated.
    let path: String
    let root: Node
  }

  let title = "data"
  private let paths: [Node]
  private let folder: SourceFolder
  private let journal: Journal
  private let seed: UInt64
  private let state = Mutex(State())

  private struct State {
    var scope = Scope()
    var levels: [Level]?
    var merged: [Value.Member] = []
  }

  init(_ paths: [Node], in folder: SourceFolder, journal: Journal, seed: UInt64) {
    self.paths = paths
    self.folder = folder
    self.journal = journal
    self.seed = seed
  }

  /// Tells what the paths of the files see.
  func bind(_ scope: Scope) { state.withLock { $0.scope = scope } }

  /// Lets go of what was bound, which holds this in turn.
  func unbind() { state.withLock { $0.scope = Scope() } }

  var names: [String] { merged().map(\.key) }

  func member(_ name: String) throws(TemplateInputFailure) -> TemplateInput? {
    merged().first { $0.key == name }.map { .value($0.value) }
  }

  private func merged() -> [Value.Member] {
    _ = levels()
    return state.withLock { $0.merged }
  }

  /// The files that are there, the strongest first. What is wrong with one is reported once.
  func levels() -> [Level] {
    let (known, scope) = state.withLock { ($0.levels, $0.scope) }
    if let known { return known }
    var problems = Diagnostics()
    var levels: [Level] = []
    if let refusal = journal.open("data") {
      let place = paths.first?.place
      journal.report(Diagnostic(.error, refusal.message("definitions"), at: place))
      return []
    }
    let evaluator = Evaluator(journal: journal, seed: seed)
    for node in paths {
      guard let path = evaluator.evaluateName(node, in: scope, reporting: &problems) else {
        continue
      }
      if let level = read(path, &problems) { levels.append(level) }
    }
    journal.close()
    for problem in problems.items { journal.report(problem) }
    var merged: Value = .mapping([])
    for level in levels { merged = Self.merge(merged, over: level.root.value) }
    let members = merged.members ?? []
    state.withLock { state in
      state.levels = levels
      state.merged = members
    }
    return levels
  }

  private func read(_ path: Node, _ problems: inout Diagnostics) -> Level? {
    let name = path.scalar?.text ?? ""
    let bytes: [UInt8]
    do throws(HostError) {
      bytes = try folder.read(name, limitBytes: YAMLReader.sizeLimitBytes)
    } catch {
      if error.reason != .notFound {
        problems.error(Message.unreadable(name, error), at: path.place, hint: error.remedy)
      }
      return nil
    }
    let file = folder.shown(name)
    journal.keep(bytes, as: file)
    let (root, found) = YAMLReader(file: file).read(bytes)
    problems.append(contentsOf: found)
    guard let root, !found.hasErrors else { return nil }
    if root.isNull { return nil }
    guard root.mapping != nil else {
      problems.error(Message.noMapping, at: root.place, hint: "write NAME: VALUE")
      return nil
    }
    Self.reportExpressions(in: root, &problems)
    return Level(path: name, root: root)
  }

  /// Data are values: an expression in them would be taken for text.
  private static func reportExpressions(in node: Node, _ problems: inout Diagnostics) {
    switch node.content {
    case .scalar(let scalar):
      if ScalarPart.isIn(scalar.text) {
        problems.error(Message.expression, at: node.place, hint: Message.expressionHint)
      }
    case .sequence(let nodes): for node in nodes { reportExpressions(in: node, &problems) }
    case .mapping(let entries):
      for entry in entries {
        reportExpressions(in: entry.key, &problems)
        reportExpressions(in: entry.value, &problems)
      }
    }
  }

  /// Mappings are merged deeply; of lists and scalars the stronger wins.
  static func merge(_ strong: Value, over weak: Value) -> Value {
    guard case .mapping(let members) = strong, case .mapping(let others) = weak else {
      return strong
    }
    var weaker = Dictionary(others.map { ($0.key, $0.value) }) { first, _ in first }
    var result = members.map { member in
      let other = weaker.removeValue(forKey: member.key)
      return Value.Member(member.key, other.map { merge(member.value, over: $0) } ?? member.value)
    }
    result += others.filter { weaker[$0.key] != nil }
    return .mapping(result)
  }
}

private enum Message {
  static func unreadable(_ path: String, _ error: HostError) -> String {
    "cannot read the data file '\(path)': \(error.because)"
  }
  static let noMapping = "a data file must be a mapping"
  static let expression = "an expression in a data file is not evaluated"
  static let expressionHint = "write the value; '$${{' would be no expression anywhere else"
}
