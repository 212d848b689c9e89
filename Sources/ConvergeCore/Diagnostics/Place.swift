/// Where something stands in a text; lines and columns count from one, columns in characters.
package struct Place: Hashable, Sendable, CustomStringConvertible {
  /// The file as the user named it; `-` is standard input.
  package let file: String
  package let line: Int
  package let column: Int
  /// How many characters to underline, at least one.
  package let length: Int

  package init(file: String, line: Int, column: Int, length: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.length = max(1, length)
  }

  package var description: String { "\(file):\(line):\(column)" }
}
