internal import ConvergeCore

/// White space, line breaks and encoding.
extension Lexer {
  /// CRLF and CR become LF, as everywhere in a template.
  static func withPlainNewlines(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.contains(0x0D) else { return bytes }
    var plain: [UInt8] = []
    plain.reserveCapacity(bytes.count)
    for (index, byte) in bytes.enumerated() {
      if byte == 0x0A, index > 0, bytes[index - 1] == 0x0D { continue }
      plain.append(byte == 0x0D ? 0x0A : byte)
    }
    return plain
  }

  /// Refuses what is not UTF-8.
  mutating func checkEncoding() throws(TemplateError) {
    guard String(validating: bytes, as: UTF8.self) == nil else { return }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var line = 1
    var column = 1
    decoding: while true {
      switch decoder.decode(&iterator) {
      case .scalarValue("\n"): (line, column) = (line + 1, 1)
      case .scalarValue: column += 1
      case .emptyInput, .error: break decoding
      }
    }
    throw TemplateError(
      .syntax, "the template is not UTF-8", place: Place(file: name, line: line, column: column))
  }

  /// The first position behind `start` that is no white space.
  func withoutSpace(after start: Int) -> Int {
    var position = start
    while position < bytes.count {
      let (scalar, length) = self.scalar(at: position)
      guard scalar.isSpace else { break }
      position += length
    }
    return position
  }

  /// The end of the text before `end` without the white space there.
  func withoutSpace(before end: Int, from start: Int) -> Int {
    var position = end
    while position > start {
      var head = position - 1
      while head > start, bytes[head] & 0xC0 == 0x80 { head -= 1 }
      guard scalar(at: head).scalar.isSpace else { break }
      position = head
    }
    return position
  }

  /// The character at a position, and how many bytes it has.
  func scalar(at position: Int) -> (scalar: UnicodeScalar, length: Int) {
    let first = bytes[position]
    if first < 0x80 { return (UnicodeScalar(first), 1) }
    let length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    var value = UInt32(first) & (length == 4 ? 0x07 : length == 3 ? 0x0F : 0x1F)
    for index in 1..<length where position + index < bytes.count {
      value = value << 6 | UInt32(bytes[position + index] & 0x3F)
    }
    // Whoever asks where an expression ends may have cut a character in two.
    return (UnicodeScalar(value) ?? "\u{FFFD}", min(length, bytes.count - position))
  }
}
