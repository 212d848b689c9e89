internal import ConvergeCore

/// What has to come of a module: its resources, all of them, each with the attributes that are
/// named, and outputs; or problems.
struct ModuleExpectation: Sendable {
  /// Nil: whichever.
  private let resources: [Node.Entry]?
  private let outputs: [Node.Entry]
  /// Texts, each in a problem's message; nil: the module has to be right.
  private let problems: [Node]?
  private let place: Place

  private static let keys = ["resources", "outputs", "problems"]

  init?(_ node: Node, reporting found: inout Diagnostics) {
    guard let members = node.mapping, !members.isEmpty else {
      found.error(Message.noMapping, at: node.place, hint: Message.keysHint)
      return nil
    }
    for member in members where !Self.keys.contains(member.key.scalar?.text ?? "") {
      found.error(
        Message.unknown(member.key.scalar?.text ?? ""), at: member.key.place,
        hint: Message.keysHint)
    }
    place = node.place
    resources = node["resources"].map { ModuleTest.members($0, "resources", &found) }
    for entry in resources ?? [] where !entry.value.isNull && entry.value.mapping == nil {
      found.error(Message.noAttributes, at: entry.value.place, hint: "write { ATTRIBUTE: … }")
    }
    outputs = ModuleTest.members(node["outputs"], "outputs", &found)
    if let problems = node["problems"] {
      if problems.sequence?.isEmpty != false {
        found.error(Message.noTexts, at: problems.place, hint: "write [a part of the message]")
      }
      if resources != nil || !outputs.isEmpty {
        found.error(Message.both, at: problems.place)
      }
    }
    problems = node["problems"]?.sequence
  }

  func complaints(about manifest: Manifest?, _ found: Diagnostics) -> Diagnostics {
    var complaints = Diagnostics()
    if let problems {
      compare(problems, found, &complaints)
      return complaints
    }
    guard let manifest, !found.hasErrors else {
      complaints.error(Message.isWrong, at: place)
      complaints.append(contentsOf: found)
      return complaints
    }
    if let resources { compare(resources, manifest, &complaints) }
    for expected in outputs {
      let name = expected.key.scalar?.text ?? ""
      guard let output = manifest.outputs.first(where: { $0.key == name }) else {
        complaints.error(
          Message.noOutput(name), at: expected.key.place,
          hint: nearest(to: name, among: manifest.outputs.map(\.key)).map {
            "did you mean '\($0)'?"
          })
        continue
      }
      compare("the output '\(name)'", Node(value: output.value, at: place), expected, &complaints)
    }
    return complaints
  }

  // MARK: Problems

  private func compare(
    _ expected: [Node], _ found: Diagnostics, _ complaints: inout Diagnostics
  ) {
    let errors = found.items.filter { $0.severity == .error }
    let texts = expected.map { $0.scalar?.text ?? "" }
    for (node, text) in zip(expected, texts)
    where !errors.contains(where: { $0.message.contains(text) }) {
      complaints.error(Message.noProblem(text), at: node.place)
    }
    for error in errors where !texts.contains(where: error.message.contains) {
      complaints.append(error)
    }
  }

  // MARK: Resources

  private func compare(
    _ expected: [Node.Entry], _ manifest: Manifest, _ complaints: inout Diagnostics
  ) {
    let pairs = manifest.resources.map { ($0.declaration.reference.description, $0) }
    let known = Dictionary(pairs) { first, _ in first }
    for entry in expected {
      let name = entry.key.scalar?.text ?? ""
      guard let resource = known[name] else {
        complaints.error(
          Message.missing(name), at: entry.key.place,
          hint: nearest(to: name, among: pairs.map(\.0)).map { "did you mean '\($0)'?" })
        continue
      }
      for attribute in entry.value.mapping ?? [] {
        compare(name, resource.declaration, attribute, &complaints)
      }
    }
    let names = Set(expected.compactMap { $0.key.scalar?.text })
    for (name, resource) in pairs where !names.contains(name) {
      complaints.error(
        Message.unexpected(name), at: place,
        related: [Diagnostic.Related(Message.declared(name), at: resource.declaration.place)])
    }
  }

  private func compare(
    _ name: String, _ declaration: Declaration, _ expected: Node.Entry,
    _ complaints: inout Diagnostics
  ) {
    let key = expected.key.scalar?.text ?? ""
    guard let actual = Self.attribute(key, of: declaration) else {
      if expected.value.isNull { return }
      complaints.error(
        Message.noAttribute(key, name), at: expected.key.place, hint: Message.noneHint)
      return
    }
    compare("'\(key)' of \(name)", actual, expected, &complaints)
  }

  /// What was declared; the content of a file is also what its template gives.
  private static func attribute(_ key: String, of declaration: Declaration) -> Node? {
    let common = declaration.common
    func node(_ value: Value) -> Node { Node(value: value, at: declaration.place) }
    switch key {
    case declaration.kind.identityAttribute: return declaration.name
    case "tags": return common.tags.isEmpty ? nil : node(.list(common.tags.map(Value.text)))
    case "enforce": return node(.boolean(common.isEnforced))
    default: break
    }
    let attributes = declaration.attributes
    let found = attributes.first { $0.key.scalar?.text == key }
    if found == nil, key == "content" {
      return attributes.first { $0.key.scalar?.text == "template" }?.value
    }
    return found?.value
  }

  private func compare(
    _ what: String, _ actual: Node, _ expected: Node.Entry, _ complaints: inout Diagnostics
  ) {
    if Writing(actual) == Writing(expected.value) { return }
    if actual.value.isSensitive {
      complaints.error(Message.differsUnseen(what), at: expected.value.place)
      return
    }
    if let text = actual.scalar?.text, let wanted = expected.value.scalar?.text {
      complaints.error(Self.difference(what, text, wanted), at: expected.value.place)
      return
    }
    complaints.error(
      Message.differs(what, actual.value.jsonText(), expected.value.value.jsonText()),
      at: expected.value.place)
  }

  /// Of texts with several lines, the first that differs.
  private static func difference(_ what: String, _ text: String, _ wanted: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let others = wanted.split(separator: "\n", omittingEmptySubsequences: false)
    if lines.count == 1, others.count == 1 {
      return Message.differs(what, "'\(text)'", "'\(wanted)'")
    }
    let same = zip(lines, others).prefix { $0 == $1 }.count
    func line(_ lines: [Substring]) -> String {
      same < lines.count ? "'\(lines[same])'" : "at its end"
    }
    return Message.differs("line \(same + 1) of \(what)", line(lines), line(others))
  }
}

private enum Message {
  static let keysHint = "known are resources, outputs, problems"
  static let noMapping = "'expect' must be a mapping"
  static func unknown(_ key: String) -> String { "unknown key '\(key)' of 'expect'" }
  static let noAttributes = "what is expected of a resource must be a mapping of attributes"
  static let noTexts = "'problems' must be a list of texts"
  static let both = "a module with problems has no resources and no outputs"
  static let isWrong = "the module is not valid with what it is given"
  static func noOutput(_ name: String) -> String { "there is no output '\(name)'" }
  static func noProblem(_ text: String) -> String { "no problem says '\(text)'" }
  static func missing(_ name: String) -> String { "'\(name)' is not declared" }
  static func unexpected(_ name: String) -> String {
    "'\(name)' is declared, and not among the resources that are expected"
  }
  static func declared(_ name: String) -> String { "'\(name)' is declared here" }
  static func noAttribute(_ key: String, _ name: String) -> String {
    "'\(key)' of \(name) is not declared"
  }
  static let noneHint = "write 'null' to expect that it is not"
  static func differs(_ what: String, _ actual: String, _ wanted: String) -> String {
    "\(what) is \(actual), not \(wanted)"
  }
  static func differsUnseen(_ what: String) -> String { "\(what) is another (sensitive)" }
}
