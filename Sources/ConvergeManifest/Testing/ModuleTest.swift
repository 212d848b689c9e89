package import ConvergeCore

/// A file of a module's tests: what the module is given, and what has to come of it.
package struct ModuleTest: Sendable {
  package let description: String?
  package let parameters: [GivenParameter]
  /// A mapping of facts; those that are not given are not there.
  package let facts: Node?
  /// What `secret()` reads.
  package let secrets: [String: String]
  private let expectation: ModuleExpectation

  private static let keys = ["description", "parameters", "facts", "secrets", "expect"]

  /// - Parameter file: its name, for an empty text.
  /// - Returns: nil after a problem was reported.
  package init?(_ root: Node?, file: String, reporting problems: inout Diagnostics) {
    guard let root, let members = root.mapping else {
      let place = root?.place ?? Place(file: file, line: 1, column: 1)
      problems.error(Message.noMapping, at: place, hint: Message.form)
      return nil
    }
    var found = Diagnostics()
    for member in members {
      let key = member.key.scalar?.text ?? ""
      if Self.keys.contains(key) { continue }
      found.error(
        Message.unknown(key), at: member.key.place,
        hint: nearest(to: key, among: Self.keys).map { "did you mean '\($0)'?" }
          ?? "known are \(Self.keys.joined(separator: ", "))")
    }
    description = root["description"]?.scalar?.text
    parameters = Self.members(root["parameters"], "parameters", &found).map {
      GivenParameter($0.key.scalar?.text ?? "", .node($0.value))
    }
    facts = root["facts"]
    let secrets = Self.members(root["secrets"], "secrets", &found).map {
      ($0.key.scalar?.text ?? "", $0.value.scalar?.text ?? "")
    }
    self.secrets = Dictionary(secrets) { first, _ in first }
    guard let expected = root["expect"],
      let expectation = ModuleExpectation(expected, reporting: &found)
    else {
      if root["expect"] == nil {
        found.error(Message.nothing, at: root.place, hint: Message.form)
      }
      problems.append(contentsOf: found)
      return nil
    }
    self.expectation = expectation
    problems.append(contentsOf: found)
    if found.hasErrors { return nil }
  }

  static func members(
    _ node: Node?, _ key: String, _ problems: inout Diagnostics
  ) -> [Node.Entry] {
    guard let node, !node.isNull else { return [] }
    if let members = node.mapping { return members }
    problems.error(Message.mustBeMapping(key), at: node.place, hint: "write { NAME: … }")
    return []
  }

  /// What came of the module that is not as it is expected, at the places of what is expected.
  ///
  /// - Parameter problems: of the module with what it was given, those of its order too.
  package func complaints(about manifest: Manifest?, _ problems: Diagnostics) -> Diagnostics {
    expectation.complaints(about: manifest, problems)
  }
}

private enum Message {
  static let noMapping = "a module's test must be a mapping"
  static let form = "write 'expect: { resources: { … } }' or 'expect: { problems: [ … ] }'"
  static let nothing = "the test expects nothing"
  static func unknown(_ key: String) -> String { "unknown key '\(key)' of a module's test" }
  static func mustBeMapping(_ key: String) -> String { "'\(key)' must be a mapping" }
}
