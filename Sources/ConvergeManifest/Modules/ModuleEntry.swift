internal import ConvergeCore

/// An entry of the section `modules` as it was written (`language.md`, section 8).
struct ModuleEntry: Sendable {
  let label: Node
  let source: Node
  /// What it gives for the module's parameters.
  let arguments: Node?
  let condition: Node?
  let forEach: Node?
  /// `require`, `before`, `after`, `tags`, `enforce`.
  let common: [Node.Entry]
  let origin: DocumentOrigin

  private static let commonKeys = ["require", "before", "after", "tags", "enforce"]
  private static let keys = ["source", "with", "when", "for_each"] + commonKeys
  /// Words of other tools.
  private static let synonyms = [
    "parameters": "with", "params": "with", "vars": "with", "inputs": "with", "path": "source",
    "src": "source", "module": "source", "uses": "source", "depends_on": "require",
    "requires": "require", "if": "when", "loop": "for_each", "tag": "tags",
  ]

  /// - Returns: nil after a problem was reported.
  init?(_ member: Node.Entry, _ origin: DocumentOrigin, reporting problems: inout Diagnostics) {
    label = member.key
    self.origin = origin
    let name = member.key.scalar?.text ?? ""
    guard ScalarPart.isIn(name) || Self.isName(name) else {
      problems.error(Message.badName(name), at: label.place, hint: Message.nameHint)
      return nil
    }
    guard let attributes = member.value.mapping, !attributes.isEmpty else {
      let text = member.value.scalar?.text ?? ""
      let hint = "write { source: \(text.isEmpty || member.value.isNull ? name : text) }"
      problems.error(Message.noMapping(name), at: member.value.place, hint: hint)
      return nil
    }
    for attribute in attributes { Self.check(attribute.key, name, &problems) }
    arguments = member.value["with"]
    condition = member.value["when"]
    forEach = member.value["for_each"]
    common = attributes.filter { Self.commonKeys.contains($0.key.scalar?.text ?? "") }
    guard let source = member.value["source"] else {
      problems.error(
        Message.noSource(name), at: label.place, hint: "write 'source: …', a name or ./a/path")
      return nil
    }
    guard AttributeType.text.check(source, named: "source", reporting: &problems) else {
      return nil
    }
    self.source = source
    if forEach != nil, !ScalarPart.isIn(name) {
      problems.error(Message.oneName, at: label.place, hint: Message.oneNameHint)
      return nil
    }
  }

  private static func check(_ key: Node, _ name: String, _ problems: inout Diagnostics) {
    let text = key.scalar?.text ?? ""
    if keys.contains(text) { return }
    if text == "subscribe" || text == "notify" {
      problems.error(Message.noRefresh(text), at: key.place, hint: Message.refreshHint(text, name))
      return
    }
    let meant = synonyms[text] ?? nearest(to: text, among: keys)
    problems.error(
      Message.unknown(text), at: key.place,
      hint: meant.map { "did you mean '\($0)'?" } ?? "known are \(keys.joined(separator: ", "))")
  }

  /// Whether references can call a module by it.
  static func isName(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || "_-.".utf8.contains(byte)
      }
  }

  enum Message {
    static func badName(_ name: String) -> String { "'\(name)' is no name for a module" }
    static let nameHint = "letters, digits, '_', '-' and '.', as 'docker'"
  }
}

extension ModuleEntry.Message {
  fileprivate static func noMapping(_ name: String) -> String {
    "the module '\(name)' must be a mapping that names its source"
  }
  fileprivate static func noSource(_ name: String) -> String {
    "the module '\(name)' has no source"
  }
  fileprivate static let oneName =
    "'for_each' makes several modules, and this key is the same for all"
  fileprivate static let oneNameHint = "put ${{ item }} or ${{ key }} into the key"
  fileprivate static func noRefresh(_ key: String) -> String {
    "a module has no '\(key)': it is a resource that is refreshed"
  }
  fileprivate static func refreshHint(_ key: String, _ name: String) -> String {
    key == "subscribe"
      ? "name the resource, as 'notify: \(name)/service:NAME' in the one that changes"
      : "name the resource, as 'subscribe: \(name)/file:PATH' in the one to be refreshed"
  }
  fileprivate static func unknown(_ key: String) -> String {
    "unknown key '\(key)' of a module's entry"
  }
}
