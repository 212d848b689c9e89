/// The escapes of a string literal, as Python reads them.
enum StringEscapes {
  struct Failure: Error { let message: String }

  static func decoded(_ bytes: ArraySlice<UInt8>) throws(Failure) -> String {
    guard bytes.contains(UInt8(ascii: "\\")) else { return String(decoding: bytes, as: UTF8.self) }
    var text: [UInt8] = []
    var rest = bytes
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "\\") {
        try escape(&rest, into: &text)
      } else {
        text.append(byte)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func escape(
    _ rest: inout ArraySlice<UInt8>, into text: inout [UInt8]
  ) throws(Failure) {
    guard let mark = rest.popFirst() else { throw Failure(message: Message.open) }
    switch mark {
    case 0x0A: break
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "a"): text.append(0x07)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "v"): text.append(0x0B)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(mark)
    case UInt8(ascii: "x"): try hexadecimal(&rest, digits: 2, into: &text)
    case UInt8(ascii: "u"): try hexadecimal(&rest, digits: 4, into: &text)
    case UInt8(ascii: "U"): try hexadecimal(&rest, digits: 8, into: &text)
    case UInt8(ascii: "N"): throw Failure(message: Message.named)
    case 0x30...0x37:
      var value = UInt32(mark - 0x30)
      var count = 1
      while count < 3, let digit = rest.first, (0x30...0x37).contains(digit) {
        value = value * 8 + UInt32(digit - 0x30)
        rest.removeFirst()
        count += 1
      }
      append(UnicodeScalar(value) ?? "\u{FFFD}", to: &text)
    default: text += [UInt8(ascii: "\\"), mark]
    }
  }

  private static func hexadecimal(
    _ rest: inout ArraySlice<UInt8>, digits: Int, into text: inout [UInt8]
  ) throws(Failure) {
    let written = String(decoding: rest.prefix(digits), as: UTF8.self)
    guard written.utf8.count == digits, written.allSatisfy(\.isHexDigit),
      let value = UInt32(written, radix: 16), let scalar = UnicodeScalar(value)
    else { throw Failure(message: Message.digits(digits)) }
    rest.removeFirst(digits)
    append(scalar, to: &text)
  }

  private static func append(_ scalar: UnicodeScalar, to text: inout [UInt8]) {
    text.append(contentsOf: String(scalar).utf8)
  }
}

private enum Message {
  static let open = "the string has no end"
  static let named = "characters cannot be given by name, only by number as in '\\u00e9'"
  static func digits(_ count: Int) -> String {
    "the escape needs the \(count) hexadecimal digits of a character"
  }
}
