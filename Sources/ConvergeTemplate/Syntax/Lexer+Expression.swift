/// What stands inside a tag.
extension Lexer {
  private static let signs = [
    "//", "**", "==", "!=", "<=", ">=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}",
    ">", "<", "=", ".", ":", "|", ",", ";",
  ].map { (text: $0, bytes: Array($0.utf8)) }

  /// Reads tokens up to the closing delimiter; without one, to the end of the text.
  mutating func tokens(until end: Token.Kind?) throws(TemplateError) {
    let begin = tokens.last?.spot ?? spot
    var open: [String] = []
    while true {
      if open.isEmpty, let end, try close(end) { return }
      let start = withoutSpace(after: offset)
      if start > offset {
        advance(to: start)
        continue
      }
      guard offset < bytes.count else {
        guard end != nil else { return }
        throw error(Message.open(open.last), at: begin)
      }
      try next(&open)
    }
  }

  private mutating func close(_ end: Token.Kind) throws(TemplateError) -> Bool {
    let isBlock = end == .blockEnd
    let closing = Array((isBlock ? syntax.blockEnd : syntax.variableEnd).utf8)
    let position: Int?
    if isBlock {
      position = self.closing(closing, at: offset)
    } else if isAt(offset, closing) {
      position = offset + closing.count
    } else if isAt(offset, [0x2D] + closing) {
      position = withoutSpace(after: offset + 1 + closing.count)
    } else {
      position = nil
    }
    guard let position else { return false }
    tokens.append(Token(kind: end, text: "", spot: spot))
    advance(to: position)
    return true
  }

  /// Reads one token; `open` holds the closing brackets that are owed.
  mutating func next(_ open: inout [String]) throws(TemplateError) {
    let begin = spot
    let (scalar, _) = scalar(at: offset)
    if scalar.value >= 0x30, scalar.value <= 0x39 { return try number(begin) }
    if scalar == "'" || scalar == "\"" { return try string(begin) }
    if Self.isNamePart(scalar) { return try name(begin) }
    guard let sign = Self.signs.first(where: { isAt(offset, $0.bytes) }) else {
      throw error(Message.unexpected(String(scalar)), at: begin)
    }
    switch sign.text {
    case "(": open.append(")")
    case "[": open.append("]")
    case "{": open.append("}")
    case ")", "]", "}":
      guard let expected = open.popLast() else {
        throw error(Message.unexpected(sign.text), at: begin)
      }
      guard expected == sign.text else {
        throw error(Message.unexpected(sign.text), hint: Message.wanted(expected), at: begin)
      }
    default: break
    }
    advance(to: offset + sign.bytes.count)
    tokens.append(Token(kind: .sign(sign.text), text: sign.text, spot: begin))
  }

  private static func isNamePart(_ scalar: UnicodeScalar) -> Bool {
    scalar == "_"
      || (scalar.value < 0x80 ? scalar.properties.isAlphabetic : scalar.properties.isXIDContinue)
      || (0x30...0x39).contains(scalar.value)
  }

  private mutating func name(_ begin: Spot) throws(TemplateError) {
    let start = offset
    var end = offset
    while end < bytes.count {
      let (scalar, length) = scalar(at: end)
      guard Self.isNamePart(scalar) else { break }
      end += length
    }
    let text = String(decoding: bytes[start..<end], as: UTF8.self)
    if let first = text.unicodeScalars.first, first != "_", !first.properties.isXIDStart {
      throw error(Message.unexpected(String(first)), at: begin)
    }
    advance(to: end)
    tokens.append(Token(kind: .name, text: text, spot: begin))
  }

  /// Digits from a position on, single underscores between them allowed.
  private func digits(from start: Int, radix: Int = 10, afterMark: Bool = false) -> Int {
    var end = start
    func isDigit(_ position: Int) -> Bool {
      position < bytes.count
        && Character(UnicodeScalar(bytes[position])).hexDigitValue.map { $0 < radix } ?? false
    }
    if afterMark, end < bytes.count, bytes[end] == 0x5F, isDigit(end + 1) { end += 1 }
    while isDigit(end)
      || (end > start && end < bytes.count && bytes[end] == 0x5F && isDigit(end + 1))
    {
      end += 1
    }
    return end
  }

  private mutating func number(_ begin: Spot) throws(TemplateError) {
    if let end = floatEnd() {
      let text = String(decoding: bytes[offset..<end].filter { $0 != 0x5F }, as: UTF8.self)
      advance(to: end)
      guard let value = Double(text) else { throw error(Message.unexpected(text), at: begin) }
      tokens.append(Token(kind: .float, text: text, spot: begin, float: value))
      return
    }
    var radix = 10
    var end = offset
    if bytes[offset] == 0x30, offset + 1 < bytes.count {
      switch bytes[offset + 1] | 0x20 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
      if radix != 10 {
        end = digits(from: offset + 2, radix: radix, afterMark: true)
        if end == offset + 2 { radix = 10 }
      }
    }
    if radix == 10 {
      end = bytes[offset] == 0x30 ? zeros(from: offset) : digits(from: offset)
    }
    let text = String(decoding: bytes[offset..<end].filter { $0 != 0x5F }, as: UTF8.self)
    let plain = radix == 10 ? text : String(text.dropFirst(2))
    advance(to: end)
    guard let value = Int64(plain, radix: radix) else {
      throw error(Message.tooLarge(text), at: begin)
    }
    tokens.append(Token(kind: .integer, text: text, spot: begin, integer: value))
  }

  private func zeros(from start: Int) -> Int {
    var end = start + 1
    while end < bytes.count {
      if bytes[end] == 0x30 {
        end += 1
      } else if bytes[end] == 0x5F, end + 1 < bytes.count, bytes[end + 1] == 0x30 {
        end += 2
      } else {
        break
      }
    }
    return end
  }

  /// Where a number with a fraction or an exponent ends, if one stands here.
  private func floatEnd() -> Int? {
    if offset > 0, bytes[offset - 1] == UInt8(ascii: ".") { return nil }
    let whole = digits(from: offset)
    var end = whole
    if end < bytes.count, bytes[end] == UInt8(ascii: ".") {
      let fraction = digits(from: end + 1)
      if fraction > end + 1 { end = fraction }
    }
    if end < bytes.count, bytes[end] | 0x20 == UInt8(ascii: "e") {
      var start = end + 1
      if start < bytes.count, bytes[start] == 0x2B || bytes[start] == 0x2D { start += 1 }
      let exponent = digits(from: start)
      if exponent > start { return exponent }
    }
    return end > whole ? end : nil
  }

  private mutating func string(_ begin: Spot) throws(TemplateError) {
    let quote = bytes[offset]
    var end = offset + 1
    while end < bytes.count, bytes[end] != quote {
      end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
    }
    guard end < bytes.count else { throw error(Message.openString, at: begin) }
    let content = bytes[(offset + 1)..<end]
    let text: String
    do {
      text = try StringEscapes.decoded(content)
    } catch {
      throw self.error(error.message, at: begin)
    }
    advance(to: end + 1)
    tokens.append(Token(kind: .string, text: text, spot: begin))
  }
}

private enum Message {
  static let openString = "the string has no end"
  static func open(_ bracket: String?) -> String {
    bracket.map { "'\($0)' is missing" } ?? "the tag has no end"
  }
  static func unexpected(_ text: String) -> String { "'\(text)' is not expected here" }
  static func wanted(_ text: String) -> String { "'\(text)' would be" }
  static func tooLarge(_ text: String) -> String {
    "the number '\(text)' is larger than 64 bits hold"
  }
}
