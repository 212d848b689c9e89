internal import ConvergeCore

/// The value of an entry as attributes: a mapping is them, nothing is none, and a scalar stands for
/// some.
struct Shorthand {
  private let entry: Entry

  init(_ entry: Entry) { self.entry = entry }

  func attributes(reporting problems: inout Diagnostics) -> [Node.Entry] {
    guard let value = entry.value, !value.isNull else { return [] }
    switch value.content {
    case .mapping(let entries): return entries
    case .scalar(let scalar): return expand(scalar, at: value.place, reporting: &problems)
    case .sequence:
      problems.error(
        Message.noAttributes(entry.label), at: value.place, hint: "write attributes, as { … }")
      return []
    }
  }

  private func expand(
    _ scalar: Scalar, at place: Place, reporting problems: inout Diagnostics
  ) -> [Node.Entry] {
    let kind = entry.kind
    if let word = kind.words.first(where: { $0.word == scalar.text }) {
      return word.attributes.map { name, value in
        Node.Entry(key: Self.node(.text(name), place), value: Self.node(value, place))
      }
    }
    if let attribute = kind.scalarAttribute {
      let key = Self.node(.text(attribute), place)
      return [Node.Entry(key: key, value: Node(.scalar(scalar), at: place))]
    }
    let shown = scalar.isSensitive ? "(sensitive)" : scalar.text
    problems.error(Message.noWord(shown, kind.name), at: place, hint: hint(scalar, shown))
    return []
  }

  private func hint(_ scalar: Scalar, _ shown: String) -> String {
    let kind = entry.kind
    if let meant = nearest(to: scalar.text, among: kind.words.map(\.word)) {
      return "did you mean '\(meant)'?"
    }
    let words = kind.words.map { "'\($0.word)'" }.joined(separator: ", ")
    let known =
      switch kind.words.count {
      case 0: "write attributes, as { … }"
      case 1: "the one word is \(words)"
      default: "the words are \(words)"
      }
    guard let attribute = attribute(meantBy: scalar) else { return known }
    return "\(known); or write { \(attribute): \(shown) }"
  }

  /// The one attribute that the scalar is made for; nil where there is none or are several.
  private func attribute(meantBy scalar: Scalar) -> String? {
    let fitting = entry.kind.attributes.filter { spec in
      switch spec.type {
      case .words(let words): words.contains(scalar.text)
      case .mode: Self.isOctalMode(scalar.text)
      case .path: scalar.text.hasPrefix("/")
      case .text:
        spec.name == "version" && scalar.text.utf8.first.map { (48...57).contains($0) } == true
      default: false
      }
    }
    return fitting.count == 1 ? fitting[0].name : nil
  }

  private static func isOctalMode(_ text: String) -> Bool {
    (3...5).contains(text.utf8.count) && text.utf8.allSatisfy { (48...55).contains($0) }
  }

  /// A value as if it had been written at `place`.
  private static func node(_ value: Value, _ place: Place) -> Node {
    switch value {
    case .text(let text): Node(.scalar(Scalar(text, isPlain: false)), at: place)
    case .list(let elements): Node(.sequence(elements.map { node($0, place) }), at: place)
    case .mapping(let members):
      Node(
        .mapping(
          members.map { Node.Entry(key: node(.text($0.key), place), value: node($0.value, place)) }),
        at: place)
    default: Node(.scalar(Scalar(value.jsonText(), isPlain: true)), at: place)
    }
  }
}

private enum Message {
  static func noAttributes(_ label: Node) -> String {
    "'\(label.scalar?.text ?? "")' must be a mapping of attributes"
  }
  static func noWord(_ text: String, _ kind: String) -> String {
    "'\(text)' is no word for a \(kind)"
  }
}
