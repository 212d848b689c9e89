internal import CLibYAML
internal import ConvergeCore

/// Where and why libyaml could not go on.
struct YAMLFailure {
  private let isUnreadable: Bool
  private let problem: String
  private let mark: YAMLMark
  private let context: String?
  private let contextMark: YAMLMark

  init(_ parser: yaml_parser_t) {
    isUnreadable = parser.error == YAML_READER_ERROR
    problem = parser.problem.map { String(cString: $0) } ?? "out of memory"
    mark = YAMLMark(parser.problem_mark)
    context = parser.context.map { String(cString: $0) }
    contextMark = YAMLMark(parser.context_mark)
  }

  private static let endOfText = "found unexpected end of stream"

  /// In the user's terms: with what would be right, where the mistake is a known one.
  func diagnostic(in text: inout YAMLText) -> Diagnostic {
    if isUnreadable, let (place, what) = text.firstForbidden {
      return Diagnostic(.error, what, at: place)
    }
    let place = text.place(mark)
    let byte = text.byte(line: mark.line, column: mark.column)
    if byte == 0x09, problem.contains("token") || problem.contains("tab") {
      return Diagnostic(.error, Message.tab, at: place, hint: Message.tabHint)
    }
    let start = text.place(contextMark)
    if problem == Self.endOfText, let context {
      return Diagnostic(.error, Message.endless(context), at: start)
    }
    var related: [Diagnostic.Related] = []
    if let context, contextMark.line != mark.line {
      related = [Diagnostic.Related(context, at: start)]
    }
    let hint =
      Message.hint(line: text.line(mark.line)) ?? Message.hint(problem, byte)
    return Diagnostic(
      .error, Message.syntax(problem), at: place, hint: hint, related: related)
  }
}

private enum Message {
  static let tab = "a tab cannot indent"
  static let tabHint = "write spaces"

  static func endless(_ context: String) -> String {
    "this is not YAML: no end was found \(context)"
  }

  private static let expression =
    "quote a text with an expression, \"${{ … }}\", inside [ ] or { }, and with ': ' or ' #' in it"

  /// For what only this language has: an expression, or a condition that begins with a quote.
  static func hint(line: String) -> String? {
    if line.contains("${{") { return expression }
    let words = line.drop { $0 == " " || $0 == "-" }
    guard words.hasPrefix("when:") else { return nil }
    let condition = words.dropFirst("when:".count).drop { $0 == " " }
    guard let quote = condition.first, quote == "\"" || quote == "'" else { return nil }
    let quoted = condition.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: "''")
    return "quote the whole condition: when: '\(quoted)'"
  }

  static func syntax(_ problem: String) -> String { "this is not YAML: \(problem)" }

  static func hint(_ problem: String, _ byte: UInt8?) -> String? {
    switch problem {
    case "mapping values are not allowed in this context":
      "quote a text that contains ': ', or indent as the lines above"
    case "did not find expected key": "indent as the other keys of this mapping"
    case "did not find expected '-' indicator": "indent as the other elements of this list"
    case "could not find expected ':'": "a ':' is missing after the key"
    case "found character that cannot start any token":
      byte.map { "quote a text that begins with '\(Character(UnicodeScalar($0)))'" }
    case "found unknown escape character": "single quotes take a backslash as it is"
    default: nil
    }
  }
}
