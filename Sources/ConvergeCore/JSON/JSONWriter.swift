/// Writes JSON, byte by byte where it must be looked at and in runs where not.
struct JSONWriter {
  let isIndented: Bool
  private(set) var bytes: [UInt8] = []

  /// - Parameter capacity: how many bytes are expected.
  init(isIndented: Bool = false, capacity: Int = 0) {
    self.isIndented = isIndented
    bytes.reserveCapacity(capacity)
  }

  /// Whether that is the last byte written.
  func ends(with byte: UInt8) -> Bool { bytes.last == byte }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func write(_ value: Value, depth: Int) {
    switch value {
    case .null: append("null")
    case .boolean(let flag): append(flag ? "true" : "false")
    case .integer(let number): append(number: number)
    case .float(let number):
      if number.isFinite { append(number: number) } else { append("null") }
    case .text(let text): append(quoted: text)
    case .bytes(let content): append(quoted: String(decoding: content, as: UTF8.self))
    case .unknown: append(quoted: "?")
    case .sensitive: append(quoted: "(sensitive)")
    case .list(let elements):
      container("[", "]", count: elements.count, depth: depth) { writer, index in
        writer.write(elements[index], depth: depth + 1)
      }
    case .mapping(let members):
      container("{", "}", count: members.count, depth: depth) { writer, index in
        writer.append(quoted: members[index].key)
        writer.append(writer.isIndented ? ": " : ":")
        writer.write(members[index].value, depth: depth + 1)
      }
    }
  }

  private mutating func container(
    _ open: StaticString, _ close: StaticString, count: Int, depth: Int,
    element: (inout JSONWriter, Int) -> Void
  ) {
    append(open)
    for index in 0..<count {
      if index > 0 { append(",") }
      breakLine(depth: depth + 1)
      element(&self, index)
    }
    if count > 0 { breakLine(depth: depth) }
    append(close)
  }

  private mutating func breakLine(depth: Int) {
    guard isIndented else { return }
    append("\n")
    for _ in 0..<depth { append("  ") }
  }

  /// Adds what is JSON already.
  mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func append(number: some CustomStringConvertible) {
    bytes.append(contentsOf: number.description.utf8)
  }

  /// Adds a string with its quotes. Few of its bytes have to be escaped, if any: the others are
  /// added in runs.
  mutating func append(quoted text: String) {
    var text = text
    bytes.append(UInt8(ascii: "\""))
    text.withUTF8 { buffer in
      var start = 0
      for index in buffer.indices where Self.isEscaped(buffer[index]) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start..<index]))
        append(escaped: buffer[index])
        start = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: buffer[start...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private static func isEscaped(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte == 0x7F
  }

  private mutating func append(escaped byte: UInt8) {
    switch byte {
    case UInt8(ascii: "\""): append("\\\"")
    case UInt8(ascii: "\\"): append("\\\\")
    case 0x0A: append("\\n")
    case 0x0D: append("\\r")
    case 0x09: append("\\t")
    default:
      append("\\u00")
      for digit in [byte >> 4, byte & 15] {
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
  }
}
