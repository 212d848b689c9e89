/// Expressions inside other texts: `${{ … }}`.
package enum ExpressionText {
  /// Where the expression that begins at `start` ends: the offset of its `}}`, nil where it has
  /// none.
  ///
  /// The end is found by the language's own rules, so that `}}` in a string or behind an open
  /// brace belongs to the expression.
  package static func end(in bytes: [UInt8], from start: Int) -> Int? {
    var lexer = Lexer(
      Array(bytes[start...]), syntax: TemplateSyntax(), name: "", file: 0, isExact: true)
    var open: [String] = []
    let closing = Array("}}".utf8)
    while true {
      lexer.advance(to: lexer.withoutSpace(after: lexer.offset))
      if open.isEmpty, lexer.isAt(lexer.offset, closing) { return start + lexer.offset }
      guard lexer.offset < lexer.bytes.count else { return nil }
      do {
        try lexer.next(&open)
      } catch {
        return nil
      }
    }
  }
}

extension Lexer {
  /// One that leaves line breaks as they are, so that its offsets are those of the text.
  init(_ bytes: [UInt8], syntax: TemplateSyntax, name: String, file: Int32, isExact: Bool) {
    self.init([], syntax: syntax, name: name, file: file)
    self.bytes = isExact ? bytes : Self.withPlainNewlines(bytes)
  }
}
