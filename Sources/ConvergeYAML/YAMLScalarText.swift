internal import ConvergeCore

/// A scalar as YAML has it: plain where that reads back as the same value, else quoted, and as a
/// literal block where it has lines.
struct YAMLScalarText {
  let text: String

  /// - Parameter indent: of a literal block's lines.
  init(_ value: Value, indent: Int) {
    text =
      switch value {
      case .null: "null"
      case .boolean(let flag): flag ? "true" : "false"
      case .integer(let number): String(number)
      case .float(let number): Self.written(number)
      case .text(let text): Self.literal(text, indent: indent) ?? Self.quoted(text)
      case .bytes(let bytes):
        Self.literal(String(decoding: bytes, as: UTF8.self), indent: indent)
          ?? Self.quoted(String(decoding: bytes, as: UTF8.self))
      case .unknown: "\"?\""
      case .sensitive: "(sensitive)"
      case .list: "[]"
      case .mapping: "{}"
      }
  }

  init(key: String) { text = Self.quoted(key) }

  private static func written(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    return "\(number)"
  }

  /// A block with `|`, where each line reads back as it is.
  private static func literal(_ text: String, indent: Int) -> String? {
    guard let first = text.utf8.first, text.utf8.contains(0x0A),
      first != 0x20, first != 0x0A, first != 0x09,
      text.unicodeScalars.allSatisfy({ $0 == "\n" || isPrintable($0) })
    else { return nil }
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var header = "|-"
    if lines.last?.isEmpty == true {
      lines.removeLast()
      header = lines.last?.isEmpty == true ? "|+" : "|"
    }
    let padding = String(repeating: " ", count: indent)
    return header + lines.map { $0.isEmpty ? "\n" : "\n\(padding)\($0)" }.joined()
  }

  private static func quoted(_ text: String) -> String {
    if isPlain(text) { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      default:
        if isPrintable(scalar) {
          result.unicodeScalars.append(scalar)
        } else {
          result += escape(scalar.value)
        }
      }
    }
    return result + "\""
  }

  private static func escape(_ code: UInt32) -> String {
    let digits = String(code, radix: 16)
    let width = code > 0xFFFF ? 8 : code > 0xFF ? 4 : 2
    let letter = code > 0xFFFF ? "U" : code > 0xFF ? "u" : "x"
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }

  /// What libyaml takes as it is and no editor breaks a line at.
  private static func isPrintable(_ scalar: UnicodeScalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x20..<0x7F, 0xA0..<0x2028, 0x202A..<0xD800, 0xE000..<0xFEFF, 0xFF00..<0xFFFE,
      0x10000...:
      true
    default: false
    }
  }

  /// Whether the text, unquoted, is read as this text in any block or key.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, let last = text.utf8.last, last != 0x20, first != 0x20,
      Scalar(text, isPlain: true).resolved == .text(text), text != "<<"
    else { return false }
    if "-?:,[]{}#&*!|>'\"%@`=".utf8.contains(first) { return false }
    // YAML 1.1 readers take these for booleans.
    if ["yes", "no", "on", "off", "y", "n"].contains(text.lowercased()) { return false }
    // And these for dates.
    if text.prefix(while: \.isNumber).count == 4, text.dropFirst(4).first == "-" { return false }
    var before: UInt8 = 0
    for byte in text.utf8 {
      if byte < 0x20 || byte == 0x7F { return false }
      if byte == UInt8(ascii: "#"), before == 0x20 { return false }
      if before == UInt8(ascii: ":"), byte == 0x20 { return false }
      before = byte
    }
    guard last != UInt8(ascii: ":"), !text.hasPrefix("---"), !text.hasPrefix("...") else {
      return false
    }
    return text.unicodeScalars.allSatisfy(isPrintable)
  }
}
