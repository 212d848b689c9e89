internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeFacts
internal import ConvergeKinds
internal import ConvergeManifest
internal import ConvergeReport

/// `converge explain [SUBJECT]`
struct ExplainVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "The reference: kinds, their attributes, and the rest of the language.",
    discussion: """
      For example: converge explain file.mode

      What every resource accepts is under 'resource', what is known of a host under
      'facts', and what else stands in a manifest under 'manifest', 'parameters' and
      'modules'. What expressions can name is under 'filters', 'tests' and 'functions',
      and the methods of values under 'text', 'list' and 'mapping'.
      """)

  @Argument(
    help: ArgumentHelp(
      "A kind, or an attribute of one; facts.os; filters.to_json; a topic, or a key of one.",
      valueName: "subject"),
    completion: .list(subjects))
  var subject: String?

  @OptionGroup var color: ColorOption

  func run() throws {
    let kinds = registeredKinds.map { $0.kind }
    Console.output.write(try text(of: kinds))
  }

  /// What a shell completes.
  private static var subjects: [String] {
    let kinds = registeredKinds.map { $0.kind }.sorted { $0.name < $1.name }.flatMap { kind in
      [kind.name] + kind.attributes.map { "\(kind.name).\($0.name)" }
    }
    let topics = Topic.all.flatMap { topic in
      [topic.name] + topic.keys.map { "\(topic.name).\($0.name)" }
    }
    let words = ExpressionWords.specs.flatMap { spec in
      spec.names.map { "\(ExpressionPage.title(of: spec.group).name).\($0)" }
    }
    return kinds + topics + ["facts"] + FactTable.specs.map { "facts.\($0.name)" }
      + ExpressionSpec.Group.allCases.map { ExpressionPage.title(of: $0).name } + words
  }

  private func text(of kinds: [Kind]) throws -> String {
    guard let subject else { return ReferencePages(kinds).overview + Message.more }
    let style = color.style(for: .output)
    let parts = subject.split(separator: ".", maxSplits: 1).map(String.init)
    let name = parts.first ?? ""
    let rest = parts.count == 2 ? parts[1] : nil
    if let kind = kinds.first(where: { $0.name == name || $0.section == name }) {
      let page = KindPage(kind, style: style)
      guard let rest else { return page.text }
      if let text = page.text(ofAttribute: rest) { return text }
      throw Stop(.usage, Message.unknown(rest, of: kind.name, page.attributeNames))
    }
    if name == "facts" { return try Self.text(ofFact: rest, style) }
    if let topic = Topic.all.first(where: { $0.isCalled(name) }) {
      let page = TopicPage(topic, style: style)
      guard let rest else { return page.text }
      if let text = page.text(ofKey: rest) { return text }
      throw Stop(.usage, Message.unknown(rest, of: topic.name, topic.keys.map(\.name)))
    }
    // 'require' or 'include' by itself.
    for topic in [Topic.resource, .manifest] {
      if let text = TopicPage(topic, style: style).text(ofKey: subject) { return text }
    }
    if let text = try Self.text(ofExpression: name, rest, style) { return text }
    throw Stop(.usage, Message.unknownSubject(name, kinds))
  }

  /// A group of what expressions can name, one of a group, or all that have the name.
  private static func text(
    ofExpression name: String, _ rest: String?, _ style: Style
  ) throws -> String? {
    let specs = ExpressionWords.specs
    let page = ExpressionPage(specs, style: style)
    func told(_ found: [ExpressionSpec]) -> String {
      found.map { page.text(of: $0, result: ExpressionWords.result(of: $0) ?? "an error") }
        .joined(separator: "\n")
    }
    if let group = ExpressionPage.group(called: name) {
      guard let rest else { return page.text(of: group) }
      let members = specs.filter { $0.group == group }
      let found = members.filter { $0.names.contains(rest) }
      guard found.isEmpty else { return told(found) }
      let owner = ExpressionPage.title(of: group).name
      throw Stop(.usage, Message.unknown(rest, of: owner, members.flatMap(\.names)))
    }
    let found = rest == nil ? specs.filter { $0.names.contains(name) } : []
    return found.isEmpty ? nil : told(found)
  }

  private static func text(ofFact path: String?, _ style: Style) throws -> String {
    let page = FactPage(FactTable.specs, style: style)
    guard let path else { return page.text }
    let parts = path.split(separator: ".").map(String.init)
    if let text = page.text(of: parts) { return text }
    var reached: [String] = []
    for part in parts {
      guard page.text(of: reached + [part]) != nil else { break }
      reached.append(part)
    }
    let owner = (["facts"] + reached).joined(separator: ".")
    let part = parts.dropFirst(reached.count).first ?? ""
    throw Stop(.usage, Message.unknown(part, of: owner, page.names(below: reached)))
  }
}

private enum Message {
  static var more: String {
    let topics =
      Topic.all.map { ($0.name, $0.summary) } + [("facts", FactPage.summary)]
      + ExpressionSpec.Group.allCases.map { ExpressionPage.title(of: $0) }
    let width = topics.map(\.0.count).max() ?? 0
    let lines = topics.map { name, summary in
      "  \(name)\(String(repeating: " ", count: width - name.count))  \(summary)\n"
    }
    return "\nBesides:\n\n" + lines.joined() + "\n'converge explain file' tells more of one.\n"
  }

  static func unknownSubject(_ name: String, _ kinds: [Kind]) -> String {
    let names = kinds.map(\.name).sorted()
    let others =
      Topic.all.map(\.name) + ["facts"]
      + ExpressionSpec.Group.allCases.map { ExpressionPage.title(of: $0).name }
    let words = ExpressionWords.specs.flatMap(\.names)
    let keys = Topic.resource.keys.map(\.name) + Topic.manifest.keys.map(\.name)
    let hint =
      nearest(to: name, among: names + others + keys + words).map { "did you mean '\($0)'?" }
      ?? "known are \((names + others).joined(separator: ", "))"
    return "unknown kind '\(name)': \(hint)"
  }

  static func unknown(_ name: String, of owner: String, _ names: [String]) -> String {
    let hint =
      nearest(to: name, among: names).map { "did you mean '\($0)'?" }
      ?? (names.isEmpty ? "it has no keys" : "known are \(names.joined(separator: ", "))")
    return "\(owner) has no '\(name)': \(hint)"
  }
}
