/// The delimiters of a template, and what happens to white space around them.
package struct TemplateSyntax: Sendable, Hashable {
  package var blockStart = "{%"
  package var blockEnd = "%}"
  package var variableStart = "{{"
  package var variableEnd = "}}"
  package var commentStart = "{#"
  package var commentEnd = "#}"
  /// The first line break behind a block is dropped.
  package var trimsBlocks: Bool
  /// White space before a block is dropped where nothing else stands before it on its line.
  package var stripsBlocks: Bool
  /// A line break at the template's end is kept.
  package var keepsTrailingNewline: Bool

  /// The defaults are those of Ansible's templates.
  package init(
    trimsBlocks: Bool = true, stripsBlocks: Bool = false, keepsTrailingNewline: Bool = true
  ) {
    self.trimsBlocks = trimsBlocks
    self.stripsBlocks = stripsBlocks
    self.keepsTrailingNewline = keepsTrailingNewline
  }
}
