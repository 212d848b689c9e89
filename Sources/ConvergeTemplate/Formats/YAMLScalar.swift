/// A text as a YAML scalar, plain where that reads back as the same text, as PyYAML decides.
struct YAMLScalar {
  let text: String

  private static let width = 80

  /// - Parameters:
  ///   - start: how many characters stand on the line already.
  ///   - column: where a line that goes on begins.
  ///   - isInFlow: whether it stands in brackets, where commas and colons mean more.
  init(_ string: String, start: Int, column: Int, isInFlow: Bool) {
    let scalars = Array(string.unicodeScalars)
    if string.isEmpty {
      text = "''"
    } else if scalars.contains(where: { !($0 == "\n" || ($0.isPrintable || $0 == " ")) })
      || Self.hasSpaceAtBreak(scalars)
    {
      text = Self.doubleQuoted(scalars)
    } else if Self.isPlain(string, scalars, isInFlow: isInFlow) {
      text = Self.folded(string, start: start, column: column)
    } else if scalars.contains("\n") {
      text = Self.singleQuotedLines(string, column: column)
    } else {
      let content = string.replacingText("'", with: "''")
      text = "'" + Self.folded(content, start: start + 1, column: column) + "'"
    }
  }

  static func float(_ number: Double) -> String {
    if number.isNaN { return ".nan" }
    if number.isInfinite { return number < 0 ? "-.inf" : ".inf" }
    let text = FloatText.shortest(number)
    if !text.contains("."), let mark = text.firstIndex(of: "e") {
      return text[..<mark] + ".0" + text[mark...]
    }
    return text
  }

  private static let words: Set = [
    "y", "n", "yes", "no", "true", "false", "on", "off", "null", "~", "",
  ]

  private static let number = Pattern.known(
    #"^(?:[-+]?(?:[0-9][0-9_]*)\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?|=|<<)$"#
  )

  /// Whether it would be read as something else than a text.
  private static func isResolved(_ string: String) -> Bool {
    let isWord =
      words.contains(string.lowercased()) && string != "y" && string != "n"
      && string != "Y" && string != "N"
    return isWord || number?.matchesWhole(string) ?? false
  }

  private static func hasSpaceAtBreak(_ scalars: [UnicodeScalar]) -> Bool {
    for index in scalars.indices.dropFirst() {
      if scalars[index] == "\n", scalars[index - 1] == " " { return true }
    }
    return false
  }

  private static func isPlain(
    _ string: String, _ scalars: [UnicodeScalar], isInFlow: Bool
  ) -> Bool {
    guard let first = scalars.first, let last = scalars.last else { return false }
    if first == " " || last == " " || scalars.contains("\n") || isResolved(string) { return false }
    if string.hasTextPrefix("---") || string.hasTextPrefix("...") { return false }
    if "#,[]{}&*!|>'\"%@`".unicodeScalars.contains(first) { return false }
    for (index, scalar) in scalars.enumerated() {
      let isBeforeSpace = index + 1 == scalars.count || scalars[index + 1].isSpace
      let isBehindSpace = index > 0 && scalars[index - 1].isSpace
      if isInFlow, ",?:[]{}".unicodeScalars.contains(scalar) { return false }
      if scalar == ":", isBeforeSpace { return false }
      if scalar == "#", isBehindSpace { return false }
      if index == 0, scalar == "?" || scalar == "-", isBeforeSpace { return false }
    }
    return true
  }

  /// Broken at single spaces behind the line's width.
  private static func folded(_ text: String, start: Int, column: Int) -> String {
    var result = String.UnicodeScalarView()
    var length = start
    let scalars = Array(text.unicodeScalars)
    for (index, scalar) in scalars.enumerated() {
      let isSingle =
        scalar == " " && index > 0 && index + 1 < scalars.count && scalars[index - 1] != " "
        && scalars[index + 1] != " "
      if isSingle, length > width {
        result.append("\n")
        result.append(contentsOf: repeatElement(" ", count: column))
        length = column
      } else {
        result.append(scalar)
        length += 1
      }
    }
    return String(result)
  }

  /// In single quotes a line break is written as an empty line.
  private static func singleQuotedLines(_ string: String, column: Int) -> String {
    let margin = String(repeating: " ", count: column)
    var result = "'"
    var isBehindBreak = false
    for scalar in string.unicodeScalars {
      if scalar == "\n" {
        result += isBehindBreak ? "\n" : "\n\n"
        isBehindBreak = true
        continue
      }
      if isBehindBreak { result += margin }
      isBehindBreak = false
      result += scalar == "'" ? "''" : String(scalar)
    }
    return result + (isBehindBreak ? margin : "") + "'"
  }

  private static func doubleQuoted(_ scalars: [UnicodeScalar]) -> String {
    var result = "\""
    for scalar in scalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\r": result += "\\r"
      case "\0": result += "\\0"
      case "\u{7}": result += "\\a"
      case "\u{8}": result += "\\b"
      case "\u{B}": result += "\\v"
      case "\u{C}": result += "\\f"
      case "\u{1B}": result += "\\e"
      default:
        if scalar.isPrintable || scalar == " " {
          result.unicodeScalars.append(scalar)
        } else {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          let (mark, count) =
            scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
          result += "\\" + mark + String(repeating: "0", count: count - digits.count) + digits
        }
      }
    }
    return result + "\""
  }
}
