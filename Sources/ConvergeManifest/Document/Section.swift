internal import ConvergeCore

/// The section of a kind: a mapping of names to resources, or a list of names.
struct Section {
  private let item: KindCatalog.Item
  private let member: Node.Entry
  private let origin: DocumentOrigin

  init(_ item: KindCatalog.Item, _ member: Node.Entry, _ origin: DocumentOrigin) {
    self.item = item
    self.member = member
    self.origin = origin
  }

  func entries(reporting problems: inout Diagnostics) -> [Entry] {
    let kind = item.kind
    switch member.value.content {
    case .mapping(let members):
      return members.compactMap { entry($0.key, $0.value, reporting: &problems) }
    case .sequence(let nodes):
      return nodes.compactMap { node in
        guard node.scalar != nil else {
          problems.error(Message.noName(kind.section), at: node.place, hint: Message.listHint(node))
          return nil
        }
        return entry(node, nil, reporting: &problems)
      }
    case .scalar(let scalar):
      if member.value.isNull { return [] }
      problems.error(
        Message.noSection(kind.section), at: member.value.place,
        hint: "write [\(scalar.text)] for a list of names")
      return []
    }
  }

  private func entry(
    _ label: Node, _ value: Node?, reporting problems: inout Diagnostics
  ) -> Entry? {
    guard label.scalar?.text.isEmpty == false else {
      problems.error(Message.emptyName(item.kind.name), at: label.place)
      return nil
    }
    return Entry(kind: item.kind, type: item.type, label: label, value: value, origin: origin)
  }
}

private enum Message {
  static func noSection(_ section: String) -> String {
    "'\(section)' must be a mapping of names to resources, or a list of names"
  }
  static func noName(_ section: String) -> String {
    "an element of a list in '\(section)' must be a name"
  }
  static func listHint(_ node: Node) -> String? {
    guard let key = node.mapping?.first?.key.scalar?.text else { return nil }
    return "for attributes write the section as a mapping: leave out the '-' before '\(key)'"
  }
  static func emptyName(_ kind: String) -> String { "the name of a \(kind) is empty" }
}
