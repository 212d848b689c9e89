internal import ConvergeCore

extension Parameters {
  /// The values that the entry of a module gives, or the defaults, checked when they are asked for;
  /// what is missing and what is unknown is reported at once.
  func definitions(
    _ arguments: ModuleArguments, journal: Journal, reporting problems: inout Diagnostics
  ) -> Definitions {
    let names = schemas.map(\.name)
    var given: [String: Node] = [:]
    for (key, value) in arguments.entries {
      let name = key.scalar?.text ?? ""
      given[name] = value
      if names.contains(name) { continue }
      let known =
        names.isEmpty
        ? Message.none : "known are \(names.joined(separator: ", "))"
      problems.error(
        Message.unknown(name), at: key.place,
        hint: nearest(to: name, among: names).map { "did you mean '\($0)'?" } ?? known)
    }
    var entries: [(name: String, node: Node)] = []
    var outer: [String: Scope] = [:]
    var wrong: [(name: String, node: Node)] = []
    for (name, schema) in schemas {
      if let node = given[name] {
        entries.append((name, node))
        outer[name] = arguments.scope
      } else if let node = schema.defaultNode {
        entries.append((name, node))
      } else {
        wrong.append((name, Node(.scalar(Scalar("", isPlain: true)), at: schema.place)))
        problems.error(
          Message.missing(name), at: arguments.place, hint: Message.giveIt(name),
          related: [Diagnostic.Related(Message.declared(name), at: schema.place)])
      }
    }
    return Definitions(
      "parameters", entries, seeing: outer, wrong: wrong, journal: journal, finish: check([:]))
  }
}

private enum Message {
  static func unknown(_ name: String) -> String { "the module has no parameter '\(name)'" }
  static let none = "it has none"
  static func missing(_ name: String) -> String {
    "the parameter '\(name)' of the module is missing"
  }
  static func giveIt(_ name: String) -> String { "write 'with: { \(name): … }'" }
  static func declared(_ name: String) -> String { "'\(name)' is declared here, without a default" }
}
