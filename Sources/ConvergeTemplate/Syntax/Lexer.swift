internal import ConvergeCore

/// Cuts a template into tokens.
struct Lexer {
  let syntax: TemplateSyntax
  let name: String
  let file: Int32
  var bytes: [UInt8]
  var offset = 0
  var line: Int32 = 1
  var column: Int32 = 1
  var tokens: [Token] = []
  /// Whether the last tag ended with a line break, or nothing was before.
  private var isAtLineStart = true

  init(_ bytes: [UInt8], syntax: TemplateSyntax, name: String, file: Int32) {
    self.syntax = syntax
    self.name = name
    self.file = file
    self.bytes = Self.withPlainNewlines(bytes)
    if !syntax.keepsTrailingNewline, self.bytes.last == 0x0A { self.bytes.removeLast() }
  }

  var spot: Spot { Spot(file: file, line: line, column: column) }

  /// The tokens of a whole template.
  mutating func template() throws(TemplateError) -> [Token] {
    try checkEncoding()
    while offset < bytes.count {
      guard let tag = nextTag(from: offset) else {
        addData(to: bytes.count)
        break
      }
      try lex(tag)
    }
    tokens.append(Token(kind: .end, text: "", spot: spot))
    return tokens
  }

  /// The tokens of one expression, from here to the end of the text.
  mutating func expression() throws(TemplateError) -> [Token] {
    try checkEncoding()
    try tokens(until: nil)
    tokens.append(Token(kind: .end, text: "", spot: spot))
    return tokens
  }

  private enum Tag { case block, variable, comment, raw }

  /// The next opening delimiter; of several at one place the longest counts.
  private func nextTag(from start: Int) -> (tag: Tag, at: Int, length: Int)? {
    let openings: [(Tag, [UInt8])] = [
      (.comment, Array(syntax.commentStart.utf8)), (.block, Array(syntax.blockStart.utf8)),
      (.variable, Array(syntax.variableStart.utf8)),
    ].sorted { $0.1.count > $1.1.count }
    let heads = Set(openings.map { $0.1[0] })
    var position = start
    while position < bytes.count {
      if heads.contains(bytes[position]) {
        for (tag, opening) in openings where isAt(position, opening) {
          if tag == .block, rawBody(after: position + opening.count) != nil {
            return (.raw, position, opening.count)
          }
          return (tag, position, opening.count)
        }
      }
      position += 1
    }
    return nil
  }

  private mutating func lex(_ found: (tag: Tag, at: Int, length: Int)) throws(TemplateError) {
    let sign = found.at + found.length
    addData(to: found.at, sign: sign, isVariable: found.tag == .variable)
    let begin = spot
    let hasSign = sign < bytes.count && (bytes[sign] == 0x2D || bytes[sign] == 0x2B)
    advance(to: sign + (hasSign ? 1 : 0))
    switch found.tag {
    case .comment: try skipComment(begin)
    case .raw: try lexRaw(begin, after: sign)
    case .variable:
      tokens.append(Token(kind: .variableBegin, text: "", spot: begin))
      try tokens(until: .variableEnd)
    case .block:
      tokens.append(Token(kind: .blockBegin, text: "", spot: begin))
      try tokens(until: .blockEnd)
    }
    isAtLineStart = offset > 0 && bytes[offset - 1] == 0x0A
  }

  /// Adds the text before a tag whose sign stands at `sign`.
  private mutating func addData(to end: Int, sign: Int? = nil, isVariable: Bool = false) {
    var stop = end
    if let sign {
      let mark = sign < bytes.count ? bytes[sign] : 0
      if mark == UInt8(ascii: "-") {
        stop = withoutSpace(before: end, from: offset)
      } else if mark != UInt8(ascii: "+"), syntax.stripsBlocks, !isVariable {
        let lineStart = bytes[offset..<end].lastIndex(of: 0x0A).map { $0 + 1 } ?? offset
        let start = withoutSpace(before: end, from: lineStart)
        if lineStart > offset || isAtLineStart, start == lineStart { stop = lineStart }
      }
    }
    if stop > offset {
      let text = String(decoding: bytes[offset..<stop], as: UTF8.self)
      tokens.append(Token(kind: .data, text: text, spot: spot))
    }
    advance(to: end)
  }

  private mutating func skipComment(_ begin: Spot) throws(TemplateError) {
    let marks = Array(syntax.commentEnd.utf8)
    var position = offset
    while position < bytes.count {
      if let end = closing(marks, at: position) {
        advance(to: end)
        return
      }
      position += 1
    }
    throw error(Message.openComment, at: begin)
  }

  /// Where the body of a `raw` block begins, if one opens behind `start`.
  private func rawBody(after start: Int) -> Int? {
    var position = start
    if position < bytes.count, bytes[position] == 0x2D || bytes[position] == 0x2B { position += 1 }
    position = withoutSpace(after: position)
    guard isAt(position, Array("raw".utf8)) else { return nil }
    position = withoutSpace(after: position + 3)
    let closing = Array(syntax.blockEnd.utf8)
    if isAt(position, closing) { return position + closing.count }
    guard isAt(position, [0x2D] + closing) else { return nil }
    return withoutSpace(after: position + 1 + closing.count)
  }

  private mutating func lexRaw(_ begin: Spot, after sign: Int) throws(TemplateError) {
    guard let body = rawBody(after: sign) else { return }
    advance(to: body)
    isAtLineStart = offset > 0 && bytes[offset - 1] == 0x0A
    let opening = Array(syntax.blockStart.utf8)
    var position = offset
    while position < bytes.count {
      if isAt(position, opening), let end = rawEnd(after: position + opening.count) {
        addData(to: position, sign: position + opening.count)
        advance(to: end)
        return
      }
      position += 1
    }
    throw error(Message.openRaw, at: begin)
  }

  private func rawEnd(after start: Int) -> Int? {
    var position = start
    if position < bytes.count, bytes[position] == 0x2D || bytes[position] == 0x2B { position += 1 }
    position = withoutSpace(after: position)
    guard isAt(position, Array("endraw".utf8)) else { return nil }
    return closing(Array(syntax.blockEnd.utf8), at: withoutSpace(after: position + 6))
  }

  /// Where text goes on behind a closing delimiter of a block or comment, if one stands there.
  func closing(_ closing: [UInt8], at position: Int) -> Int? {
    if isAt(position, closing) {
      let end = position + closing.count
      return syntax.trimsBlocks && end < bytes.count && bytes[end] == 0x0A ? end + 1 : end
    }
    guard position < bytes.count else { return nil }
    if bytes[position] == 0x2B, isAt(position + 1, closing) { return position + 1 + closing.count }
    guard bytes[position] == 0x2D, isAt(position + 1, closing) else { return nil }
    return withoutSpace(after: position + 1 + closing.count)
  }

  func isAt(_ position: Int, _ wanted: [UInt8]) -> Bool {
    guard position + wanted.count <= bytes.count else { return false }
    for index in wanted.indices where bytes[position + index] != wanted[index] { return false }
    return true
  }

  mutating func advance(to end: Int) {
    while offset < end {
      let byte = bytes[offset]
      if byte == 0x0A {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
      offset += 1
    }
  }

  func error(_ message: String, hint: String? = nil, at spot: Spot) -> TemplateError {
    TemplateError(
      .syntax, message, hint: hint,
      place: Place(file: name, line: Int(spot.line), column: Int(spot.column)))
  }
}

private enum Message {
  static let openComment = "the comment has no end"
  static let openRaw = "the raw block has no end"
}
