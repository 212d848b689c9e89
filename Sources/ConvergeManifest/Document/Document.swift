internal import ConvergeCore

/// A manifest's top level: what it says of itself, and the entries of its sections in order.
struct Document {
  /// Nil where none could be found, which was reported.
  private(set) var name: String?
  private(set) var description: String?
  private(set) var entries: [Entry] = []

  /// - Parameter root: nil for a text without content.
  init(
    _ root: Node?, of text: ManifestText, kinds: KindCatalog, reporting problems: inout Diagnostics
  ) {
    let start = Place(file: text.file, line: 1, column: 1)
    name = text.defaultName
    if let root {
      read(root, kinds, &problems)
    } else {
      problems.warning(Message.empty, at: start)
    }
    if name == nil {
      problems.error(Message.noName(text.file), at: start, hint: Message.nameHint)
    }
  }

  private mutating func read(
    _ root: Node, _ kinds: KindCatalog, _ problems: inout Diagnostics
  ) {
    guard let members = root.mapping else {
      problems.error(Message.noMapping, at: root.place, hint: Message.sectionHint)
      return
    }
    Expressions.report(in: root, to: &problems)
    for member in members {
      let key = member.key.scalar?.text ?? ""
      if let item = kinds.kind(ofSection: key) {
        entries += Section(item, member).entries(reporting: &problems)
      } else {
        read(key, member, kinds, &problems)
      }
    }
  }

  private mutating func read(
    _ key: String, _ member: Node.Entry, _ kinds: KindCatalog, _ problems: inout Diagnostics
  ) {
    switch key {
    case "name":
      name = Self.line(member.value, of: key, &problems) ?? name
    case "description":
      if AttributeType.text.check(member.value, named: key, reporting: &problems) {
        description = member.value.scalar?.text
      }
    case "converge": LanguageVersion.check(member.value, reporting: &problems)
    default:
      let hint = SectionHint(key, kinds: kinds)
      problems.error(hint.message, at: member.key.place, hint: hint.hint)
    }
  }

  /// A text of one line that is not empty.
  private static func line(
    _ node: Node, of key: String, _ problems: inout Diagnostics
  ) -> String? {
    guard AttributeType.text.check(node, named: key, reporting: &problems),
      let text = node.scalar?.text
    else { return nil }
    guard !text.isEmpty, text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F })
    else {
      problems.error(Message.nameIsNoLine, at: node.place)
      return nil
    }
    return text
  }
}

private enum Message {
  static let empty = "the manifest is empty: nothing is declared"
  static let noMapping = "a manifest is a mapping"
  static let sectionHint = "begin with a section, as 'files:'"
  static let nameIsNoLine = "'name' must be one line of text"
  static func noName(_ file: String) -> String {
    file == "-"
      ? "a manifest from standard input must state its name" : "the manifest has no name"
  }
  static let nameHint = "write 'name: …' at its top level"
}
