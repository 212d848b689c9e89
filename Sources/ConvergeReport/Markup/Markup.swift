/// A piece of HTML, SVG or XML.
///
/// It can be made of names that stand in this program and of texts that are escaped, and of nothing
/// else: what a host or a user says cannot become an element, an attribute or a script.
struct Markup: Sendable, Equatable {
  /// The characters themselves.
  let text: String

  private init(characters: String) { text = characters }

  /// A text. Control characters, and those that turn the direction of writing, become visible
  /// escapes, as in a terminal.
  init(_ content: String) { text = escaped(content.visible) }

  /// A text of several lines, which stay lines; tabs stay tabs.
  init(lines content: String) {
    text = content.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { escaped(String($0).visibleLine) }.joined(separator: "\n")
  }

  /// What stands in this program, as it is.
  init(trusted content: StaticString) { text = "\(content)" }

  /// A style sheet or a script of this program.
  init(trusted content: Asset) { text = content.text }

  /// An attribute; without a value it is left out.
  typealias Attribute = (StaticString, String?)

  /// An element with what is in it; one on a line of its own ends with a line break.
  init(
    _ name: StaticString, _ attributes: [Attribute] = [], _ content: [Markup] = [],
    isBlock: Bool = false
  ) {
    var text = "<\(name)"
    for (name, value) in attributes {
      guard let value else { continue }
      text += " \(name)=\"\(escaped(value.visible))\""
    }
    text += ">"
    for piece in content { text += piece.text }
    if !Self.isEmptyElement(name) { text += "</\(name)>" }
    self.text = isBlock ? text + "\n" : text
  }

  /// An element with a text in it.
  init(_ name: StaticString, _ attributes: [Attribute] = [], text content: String) {
    self.init(name, attributes, [Markup(content)])
  }

  /// An element on a line of its own, its content on lines between.
  static func block(
    _ name: StaticString, _ attributes: [Attribute] = [], _ content: [Markup]
  ) -> Markup {
    Markup(name, attributes, [Markup(characters: "\n")] + content, isBlock: true)
  }

  /// An element without content, as XML writes it.
  static func empty(_ name: StaticString, _ attributes: [Attribute]) -> Markup {
    let start = Markup(name, attributes).text
    return Markup(characters: start.prefix { $0 != ">" } + "/>")
  }

  static let lineBreak = Markup(characters: "\n")

  /// Elements that HTML never closes.
  private static func isEmptyElement(_ name: StaticString) -> Bool {
    ["meta", "input", "br"].contains("\(name)")
  }
}

/// As character data and in an attribute between double quotes; what XML 1.0 has no place for
/// becomes a visible escape.
private func escaped(_ text: String) -> String {
  guard text.utf8.contains(where: { "&<>\"'".utf8.contains($0) || $0 == 0xEF }) else { return text }
  var shown = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": shown += "&amp;"
    case "<": shown += "&lt;"
    case ">": shown += "&gt;"
    case "\"": shown += "&quot;"
    case "'": shown += "&#39;"
    case "\u{FFFE}", "\u{FFFF}": shown += "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}
