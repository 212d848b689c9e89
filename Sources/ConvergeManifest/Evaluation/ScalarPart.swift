internal import ConvergeTemplate

/// A part of a scalar's text.
enum ScalarPart: Equatable {
  case text(String)
  /// What stands between `${{` and `}}`.
  ///
  /// - Parameter number: how many `${{` come before it, escaped ones too, by which its place is
  ///   found.
  case expression(String, number: Int)

  private static let opening = Array("${{".utf8)

  /// Whether there is anything to evaluate or to unescape.
  static func isIn(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.indices.contains { index in
        bytes[index] == UInt8(ascii: "$") && bytes[index...].starts(with: "${{".utf8)
      }
    }
  }

  /// What is wrong with a text: the expression after so many `${{` has no end.
  struct Unclosed: Error { let number: Int }

  /// The parts of a text: `$${{` is a literal `${{`, and the end of an expression is found by its
  /// own rules.
  static func parts(of text: String) throws(Unclosed) -> [ScalarPart] {
    let bytes = Array(text.utf8)
    var parts: [ScalarPart] = []
    var literal: [UInt8] = []
    var index = 0
    var count = 0
    while index < bytes.count {
      guard bytes[index] == UInt8(ascii: "$") else {
        literal.append(bytes[index])
        index += 1
        continue
      }
      if bytes[index...].starts(with: [UInt8(ascii: "$")] + opening) {
        literal += opening
        index += 4
        count += 1
      } else if bytes[index...].starts(with: opening) {
        guard let end = ExpressionText.end(in: bytes, from: index + 3) else {
          throw Unclosed(number: count)
        }
        if !literal.isEmpty { parts.append(.text(String(decoding: literal, as: UTF8.self))) }
        literal = []
        parts.append(
          .expression(String(decoding: bytes[index + 3..<end], as: UTF8.self), number: count))
        // An expression may have the text in a string of its own.
        count += 1 + occurrences(in: bytes[index + 3..<end])
        index = end + 2
      } else {
        literal.append(bytes[index])
        index += 1
      }
    }
    if !literal.isEmpty || parts.isEmpty {
      parts.append(.text(String(decoding: literal, as: UTF8.self)))
    }
    return parts
  }

  private static func occurrences(in bytes: ArraySlice<UInt8>) -> Int {
    bytes.indices.count { bytes[$0...].starts(with: opening) }
  }
}
