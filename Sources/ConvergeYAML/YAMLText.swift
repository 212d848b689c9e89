internal import ConvergeCore

/// The text under the reader: finds places where libyaml's marks do not say enough.
struct YAMLText {
  let bytes: ArraySlice<UInt8>
  let file: String
  /// Found once somebody asks.
  private lazy var lines = YAMLLines(of: bytes)

  init(_ bytes: ArraySlice<UInt8>, file: String) {
    self.bytes = bytes
    self.file = file
  }

  /// A `%TAG` line before the document.
  ///
  /// Looked for beforehand, since libyaml compares each with all before it.
  var firstTagDirective: Place? {
    var line = 1
    var start = bytes.startIndex
    while start < bytes.endIndex, [0x23, 0x25, 0x0A, 0x0D, 0x20, 0x09].contains(bytes[start]) {
      if bytes[start...].starts(with: "%TAG".utf8) {
        return Place(file: file, line: line, column: 1, length: 4)
      }
      guard let end = bytes[start...].firstIndex(of: 0x0A) else { return nil }
      start = end + 1
      line += 1
    }
    return nil
  }

  /// The place of one character; behind the text's end, of where its last line ends.
  mutating func place(_ mark: YAMLMark) -> Place {
    var number = min(mark.line, lines.count - 1)
    var column = mark.column
    let isWithin = number == mark.line && !(number == lines.count - 1 && lines[number].isEmpty)
    if !isWithin {
      while number > 0, lines[number].allSatisfy({ $0 <= 0x20 }) { number -= 1 }
      column = lengthToLineEnd(line: number, column: 0)
    }
    let (line, shown) = lines.position(line: number, column: column)
    return Place(file: file, line: line + 1, column: shown + 1)
  }

  /// Where a mark stands, line and column counted from zero, in lines that end with a line feed.
  mutating func position(_ mark: YAMLMark) -> (line: Int, column: Int) {
    lines.position(line: mark.line, column: mark.column)
  }

  /// A directive or `---` from a position on, behind nothing but comments and `...`; a document's
  /// end is followed by one where a second document comes.
  mutating func nextDocument(fromLine first: Int) -> Place? {
    for number in first..<max(first, lines.count) {
      let line = lines[number]
      if line.starts(with: "---".utf8) || line.first == UInt8(ascii: "%") {
        let length = lengthToLineEnd(line: number, column: 0)
        let (line, column) = lines.position(line: number, column: 0)
        return Place(file: file, line: line + 1, column: column + 1, length: length)
      }
      let isEmpty = line.allSatisfy { $0 <= 0x20 } || line.first == UInt8(ascii: "#")
      guard isEmpty || line.starts(with: "...".utf8) else { return nil }
    }
    return nil
  }

  /// How many characters of `line` stand from `column` to its end, trailing space not counted; both
  /// count from zero.
  mutating func lengthToLineEnd(line: Int, column: Int) -> Int {
    var count = 0
    var length = 0
    for byte in lines[line] where byte & 0xC0 != 0x80 {
      count += 1
      if byte > 0x20 { length = count }
    }
    return max(1, length - column)
  }

  /// One line's text, counted from zero.
  mutating func line(_ number: Int) -> String {
    String(decoding: lines[min(number, lines.count - 1)].prefix(1_000), as: UTF8.self)
  }

  /// The first byte of the character at a line and column, both counted from zero.
  mutating func byte(line: Int, column: Int) -> UInt8? {
    lines[line].lazy.filter { $0 & 0xC0 != 0x80 }.dropFirst(column).first
  }

  /// The place of the first character that no YAML text may have, and what it is.
  var firstForbidden: (place: Place, what: String)? {
    var line = 1
    var column = 1
    var rest = bytes
    while !rest.isEmpty {
      let (scalar, count) = Self.decode(rest)
      let place = Place(file: file, line: line, column: column)
      guard let scalar else { return (place, Message.notUTF8) }
      switch scalar.value {
      case 0: return (place, Message.nul)
      case 0x0A:
        line += 1
        column = 0
      case 0x09, 0x0D, 0x20..<0x7F, 0x85, 0xA0..<0xFEFF, 0xFF00..<0xFFFE, 0x10000...: break
      default: return (place, Message.control(scalar.value))
      }
      column += 1
      rest = rest.dropFirst(count)
    }
    return nil
  }

  /// The first scalar of `bytes` by RFC 3629, nil where they are not UTF-8.
  private static func decode(_ bytes: ArraySlice<UInt8>) -> (UnicodeScalar?, count: Int) {
    var iterator = bytes.prefix(4).makeIterator()
    var decoder = UTF8()
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): return (scalar, UTF8.width(scalar))
    case .emptyInput, .error: return (nil, 1)
    }
  }
}

private enum Message {
  static let notUTF8 = "the text is not UTF-8"
  static let nul = "a NUL byte cannot be in a manifest"
  static func control(_ code: UInt32) -> String {
    "the control character U+\(hexadecimal(code)) cannot be in a manifest"
  }

  private static func hexadecimal(_ code: UInt32) -> String {
    let digits = String(code, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
