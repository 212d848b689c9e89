/// Where something stands in a text; lines and columns count from one, columns in characters.
///
/// Every node of a manifest has one, so it is a few plain numbers: a copy costs no reference.
package struct Place: Hashable, Sendable, CustomStringConvertible {
  private let text: TextName
  private let lineNumber: Int32
  private let columnNumber: Int32
  private let characters: Int32

  /// The file as the user named it; `-` is standard input.
  package var file: String { text.name }
  package var line: Int { Int(lineNumber) }
  package var column: Int { Int(columnNumber) }
  /// How many characters to underline, at least one.
  package var length: Int { Int(characters) }

  package init(file: String, line: Int, column: Int, length: Int = 1) {
    text = TextName(file)
    lineNumber = Int32(clamping: line)
    columnNumber = Int32(clamping: column)
    characters = Int32(clamping: max(1, length))
  }

  package var description: String { "\(file):\(line):\(column)" }
}
