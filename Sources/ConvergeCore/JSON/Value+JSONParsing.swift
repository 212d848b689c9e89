/// A text that is not JSON.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  package let message: String
  /// Where, in bytes from the beginning.
  package let offset: Int
  package var description: String { "\(message) at byte \(offset)" }
}

extension Value {
  /// Reads one JSON document (RFC 8259); members keep their order, numbers without fraction or
  /// exponent that fit are integers.
  ///
  /// - Throws: `JSONError` for what is no JSON, nests deeper than 512 levels, or goes on after its
  ///   end.
  package init(json bytes: some Collection<UInt8>) throws(JSONError) {
    var reader = JSONReader(bytes: Array(bytes))
    self = try reader.document()
  }
}

private struct JSONReader {
  let bytes: [UInt8]
  var offset = 0

  mutating func document() throws(JSONError) -> Value {
    let value = try value(depth: 0)
    skipSpace()
    guard offset == bytes.count else { throw error("text after the document's end") }
    return value
  }

  private func error(_ message: String) -> JSONError { JSONError(message: message, offset: offset) }

  private mutating func skipSpace() {
    while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
  }

  private mutating func take(_ byte: Character) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == byte.asciiValue else { return false }
    offset += 1
    return true
  }

  private mutating func value(depth: Int) throws(JSONError) -> Value {
    guard depth < 512 else { throw error("more than 512 levels") }
    skipSpace()
    guard offset < bytes.count else { throw error("unexpected end") }
    switch bytes[offset] {
    case UInt8(ascii: "{"): return try mapping(depth: depth)
    case UInt8(ascii: "["): return try list(depth: depth)
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .boolean(true))
    case UInt8(ascii: "f"): return try word("false", .boolean(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return try number()
    }
  }

  private mutating func word(_ word: String, _ value: Value) throws(JSONError) -> Value {
    guard bytes[offset...].starts(with: word.utf8) else { throw error("unknown word") }
    offset += word.utf8.count
    return value
  }

  private mutating func mapping(depth: Int) throws(JSONError) -> Value {
    offset += 1
    var members: [Value.Member] = []
    if take("}") { return .mapping([]) }
    repeat {
      skipSpace()
      guard offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") else {
        throw error("a key is missing")
      }
      let key = try string()
      guard take(":") else { throw error("':' is missing") }
      members.append(Value.Member(key, try value(depth: depth + 1)))
    } while take(",")
    guard take("}") else { throw error("'}' is missing") }
    return .mapping(members)
  }

  private mutating func list(depth: Int) throws(JSONError) -> Value {
    offset += 1
    var elements: [Value] = []
    if take("]") { return .list([]) }
    repeat { elements.append(try value(depth: depth + 1)) } while take(",")
    guard take("]") else { throw error("']' is missing") }
    return .list(elements)
  }

  private mutating func number() throws(JSONError) -> Value {
    let start = offset
    while offset < bytes.count, isNumberByte(bytes[offset]) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    if let integer = Int64(text), !text.hasPrefix("+") { return .integer(integer) }
    guard let float = Double(text), float.isFinite, !text.hasPrefix("+"), !text.hasPrefix(".")
    else {
      offset = start
      throw error("unexpected character")
    }
    return .float(float)
  }

  private func isNumberByte(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains(byte)
  }

  private mutating func string() throws(JSONError) -> String {
    offset += 1
    var text: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      offset += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"): text.append(contentsOf: String(try escape()).utf8)
      case 0..<0x20: throw error("a control character in a string")
      default: text.append(byte)
      }
    }
    throw error("a string without end")
  }

  private mutating func escape() throws(JSONError) -> Character {
    guard offset < bytes.count else { throw error("unexpected end") }
    let byte = bytes[offset]
    offset += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
      return Character(UnicodeScalar(byte))
    case UInt8(ascii: "u"): return try unicode()
    default: throw error("unknown escape")
    }
  }

  private mutating func unicode() throws(JSONError) -> Character {
    let first = try hexadecimal()
    if let scalar = UnicodeScalar(first) { return Character(scalar) }
    guard (0xD800..<0xDC00).contains(first), bytes[offset...].starts(with: "\\u".utf8) else {
      return "\u{FFFD}"
    }
    offset += 2
    let second = try hexadecimal()
    guard (0xDC00..<0xE000).contains(second) else { return "\u{FFFD}" }
    let code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    return UnicodeScalar(code).map(Character.init) ?? "\u{FFFD}"
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard offset + 4 <= bytes.count,
      let code = UInt32(String(decoding: bytes[offset..<offset + 4], as: UTF8.self), radix: 16)
    else { throw error("four hexadecimal digits are missing") }
    offset += 4
    return code
  }
}
