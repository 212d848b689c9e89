internal import ConvergeCore
internal import ConvergeTemplate

/// The parameters of a document: what may be set, and what is.
struct Parameters {
  /// In the order written.
  let schemas: [(name: String, schema: ParameterSchema)]

  /// Reads the section.
  init(_ entries: [Node.Entry], reporting problems: inout Diagnostics) {
    schemas = entries.compactMap { entry in
      let name = entry.key.scalar?.text ?? ""
      guard Self.isName(name) else {
        problems.error(Message.badName(name), at: entry.key.place, hint: Message.nameHint)
        return nil
      }
      return (name, ParameterSchema(entry.value, named: name, reporting: &problems))
    }
  }

  /// Whether an expression can call something by that name.
  static func isName(_ text: String) -> Bool {
    guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
    return text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || byte == UInt8(ascii: "_")
    }
  }

  /// The values that a caller gives, or the defaults, checked when they are asked for.
  ///
  /// - Parameter givens: the strongest first.
  func definitions(
    _ givens: [GivenParameter], journal: Journal,
    reporting problems: inout Diagnostics
  ) -> Definitions {
    reportUnknown(givens, &problems)
    var entries: [(name: String, node: Node)] = []
    var wrong: [(name: String, node: Node)] = []
    var origins: [String: String] = [:]
    for (name, schema) in schemas {
      guard let given = givens.first(where: { $0.name == name }) else {
        if let node = schema.defaultNode {
          entries.append((name, node))
        } else {
          wrong.append((name, Node(.scalar(Scalar("", isPlain: true)), at: schema.place)))
          problems.error(
            Message.missing(name), at: schema.place, hint: Message.giveIt(name, schema))
        }
        continue
      }
      guard let node = Self.node(given, schema, schema.place, &problems) else {
        wrong.append((name, Node(.scalar(Scalar("", isPlain: true)), at: schema.place)))
        continue
      }
      if case .node = given.content {} else { origins[name] = Message.given(given) }
      entries.append((name, node))
    }
    return Definitions(
      "parameters", entries, wrong: wrong, journal: journal, finish: check(origins))
  }

  /// Holds each value against its schema, and marks it.
  ///
  /// - Parameter origins: said behind a complaint, by the names.
  func check(
    _ origins: [String: String]
  ) -> @Sendable (String, Node, inout Diagnostics) -> Node? {
    let known = Dictionary(schemas.map { ($0.name, $0.schema) }) { first, _ in first }
    return { name, node, problems in
      guard let schema = known[name] else { return node }
      let check = ParameterCheck(name: name, schema: schema, given: origins[name] ?? "")
      let checked = check.check(node, reporting: &problems)
      return schema.isSensitive ? checked?.asSensitive : checked
    }
  }

  private func reportUnknown(
    _ givens: [GivenParameter], _ problems: inout Diagnostics
  ) {
    let names = schemas.map(\.name)
    for given in givens where !names.contains(given.name) {
      var at: Place?
      if case .node(let node) = given.content { at = node.place }
      let meant = nearest(to: given.name, among: names)
      let known =
        names.isEmpty ? "the manifest has none" : "known are \(names.joined(separator: ", "))"
      problems.error(
        Message.unknown(given.name), at: at, hint: meant.map { "did you mean '\($0)'?" } ?? known)
    }
  }

  /// What was given as a node: text is read by the parameter's type.
  private static func node(
    _ given: GivenParameter, _ schema: ParameterSchema, _ place: Place,
    _ problems: inout Diagnostics
  ) -> Node? {
    switch given.content {
    case .text, .value:
      if schema.isSensitive {
        problems.error(
          Message.open(given.name), at: place, hint: "write -p \(given.name)=@FILE")
        return nil
      }
    case .file, .node: break
    }
    switch given.content {
    case .node(let node): return Node(literal: node)
    case .value(let value): return Node(literal: Node(value: value, at: place))
    case .text(let text), .file(let text):
      let isPlain = schema.type.map { ![.string, .array, .object].contains($0) } ?? true
      return Node(literal: Node(.scalar(Scalar(text, isPlain: isPlain)), at: place))
    }
  }
}

extension Node {
  /// A node that is taken as it is: a caller's text has no expressions.
  init(literal node: Node) {
    switch node.content {
    case .scalar(let scalar):
      let text = scalar.text.split(separator: "${{", omittingEmptySubsequences: false)
        .joined(separator: "$${{")
      self.init(
        .scalar(Scalar(text, isPlain: scalar.isPlain, isSensitive: scalar.isSensitive)),
        at: node.place)
    case .sequence(let nodes):
      self.init(.sequence(nodes.map { Node(literal: $0) }), at: node.place)
    case .mapping(let entries):
      self.init(
        .mapping(
          entries.map { Entry(key: Node(literal: $0.key), value: Node(literal: $0.value)) }),
        at: node.place)
    }
  }
}

private enum Message {
  static func badName(_ name: String) -> String { "'\(name)' is no name for a parameter" }
  static let nameHint = "letters, digits and '_', as 'http_port'"
  static func missing(_ name: String) -> String { "the parameter '\(name)' is missing" }
  static func giveIt(_ name: String, _ schema: ParameterSchema) -> String {
    schema.isSensitive
      ? "give it with -p \(name)=@FILE, or in a file with --parameters"
      : "give it with -p \(name)=VALUE, or in a file with --parameters"
  }
  static func unknown(_ name: String) -> String { "there is no parameter '\(name)'" }
  static func open(_ name: String) -> String {
    "the sensitive parameter '\(name)' was given on the command line, where every user sees it"
  }
  static func given(_ given: GivenParameter) -> String {
    if case .file = given.content { return " (-p \(given.name)=@…)" }
    return " (-p \(given.name))"
  }
}
