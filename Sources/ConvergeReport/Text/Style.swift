/// Colours of a terminal (ECMA-48), or none.
package struct Style: Sendable, Equatable {
  package let isColored: Bool

  package init(isColored: Bool) { self.isColored = isColored }

  /// Without colours, for a pipe.
  package static let plain = Style(isColored: false)

  enum Ink: String { case red = "31", green = "32", yellow = "33", magenta = "35", cyan = "36" }

  func paint(_ text: String, _ ink: Ink?) -> String {
    guard isColored, let ink, !text.isEmpty else { return text }
    return "\u{1B}[\(ink.rawValue)m\(text)\u{1B}[0m"
  }

  func bold(_ text: String) -> String { isColored ? "\u{1B}[1m\(text)\u{1B}[0m" : text }

  func faint(_ text: String) -> String { isColored ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
