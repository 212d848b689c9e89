internal import ConvergeCore

/// What a manifest says of itself.
struct Header {
  /// Empty where none could be told, which was reported.
  private(set) var name = ""
  private(set) var description: String?

  init(
    _ document: Document?, _ text: ManifestText, _ evaluator: Evaluator, _ scope: Scope,
    reporting problems: inout Diagnostics
  ) {
    description = document?.description.flatMap {
      evaluator.evaluateName($0, in: scope, reporting: &problems)?.scalar?.text
    }
    if let node = document?.name {
      name = Self.line(node, evaluator, scope, &problems) ?? ""
    } else if let given = text.defaultName {
      name = given
    } else {
      problems.error(
        Message.noName(text.file), at: Place(file: text.file, line: 1, column: 1),
        hint: Message.nameHint)
    }
  }

  /// A text of one line that is not empty.
  private static func line(
    _ node: Node, _ evaluator: Evaluator, _ scope: Scope, _ problems: inout Diagnostics
  ) -> String? {
    guard
      let text = evaluator.evaluateName(node, in: scope, reporting: &problems)?.scalar?.text
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
  static let nameIsNoLine = "'name' must be one line of text"
  static func noName(_ file: String) -> String {
    file == "-"
      ? "a manifest from standard input must state its name" : "the manifest has no name"
  }
  static let nameHint = "write 'name: …' at its top level"
}
