internal import ConvergeCore

/// The attributes that every resource of a kind in one document starts from.
struct Defaults {
  private var ofKind: [String: [Node.Entry]] = [:]

  var isEmpty: Bool { ofKind.isEmpty }

  subscript(kind: String) -> [Node.Entry] { ofKind[kind] ?? [] }

  mutating func read(
    _ member: Node.Entry, _ kinds: KindCatalog, reporting problems: inout Diagnostics
  ) {
    guard let entries = member.value.mapping else {
      if !member.value.isNull {
        problems.error(Message.noMapping, at: member.value.place, hint: Message.hint)
      }
      return
    }
    for entry in entries {
      let name = entry.key.scalar?.text ?? ""
      guard let kind = kinds.kind(named: name)?.kind else {
        let names = kinds.items.map(\.kind.name)
        let meant = kinds.kind(ofSection: name)?.kind.name ?? nearest(to: name, among: names)
        problems.error(
          Message.unknownKind(name), at: entry.key.place,
          hint: meant.map { "did you mean '\($0)'?" }
            ?? "the kinds are \(names.joined(separator: ", "))")
        continue
      }
      guard let attributes = entry.value.mapping else {
        if !entry.value.isNull {
          problems.error(Message.noAttributes(name), at: entry.value.place, hint: Message.hint)
        }
        continue
      }
      ofKind[name] = attributes.filter { isAttribute($0.key, of: kind, &problems) }
    }
  }

  private func isAttribute(
    _ key: Node, of kind: Kind, _ problems: inout Diagnostics
  ) -> Bool {
    let name = key.scalar?.text ?? ""
    if name == kind.identityAttribute || ["for_each", "on_create"].contains(name) {
      problems.error(Message.noDefault(name), at: key.place, hint: Message.own)
      return false
    }
    let known =
      name == "state" || name == "when" || kind.attribute(name) != nil
      || CommonAttributes.specs.contains { $0.name == name }
    if !known {
      let meant = Synonyms.attribute(meantBy: name, in: kind)
      problems.error(
        Message.unknown(name, kind.name), at: key.place,
        hint: meant.map { "did you mean '\($0)'?" }
          ?? "'converge explain \(kind.name)' lists them")
    }
    return known
  }
}

private enum Message {
  static let noMapping = "'defaults' must be a mapping of kinds to attributes"
  static let hint = "write file: { mode: 0640 }"
  static func unknownKind(_ name: String) -> String { "there is no kind '\(name)'" }
  static func noAttributes(_ kind: String) -> String {
    "the defaults of a \(kind) must be a mapping of attributes"
  }
  static func noDefault(_ name: String) -> String { "'\(name)' cannot be a default" }
  static let own = "every resource has its own"
  static func unknown(_ key: String, _ kind: String) -> String {
    "unknown attribute '\(key)' of \(kind)"
  }
}
