internal import ConvergeCore

extension LineEdit {
  /// Reads what concerns the text; nil where a problem was reported.
  init?(_ declaration: Declaration, reporting problems: inout Diagnostics) {
    var own = Diagnostics()
    isPresent = declaration.text("state") != "absent"
    line = declaration.text("line")
    match = Self.pattern("match", declaration, &own)
    insertAfter = Self.pattern("insert_after", declaration, &own)
    insertBefore = Self.pattern("insert_before", declaration, &own)
    multiple = declaration.text("multiple").flatMap(Multiple.init) ?? .refuse
    location = declaration.text("location").flatMap(Location.init) ?? .end
    checkLine(declaration, &own)
    if insertAfter != nil, insertBefore != nil {
      own.error(
        Message.bothPlaces, at: declaration.place(of: "insert_before"),
        hint: Message.bothPlacesHint,
        related: [.init(Message.otherPlace, at: declaration.place(of: "insert_after"))])
    }
    problems.append(contentsOf: own)
    if own.hasErrors { return nil }
  }

  private static func pattern(
    _ attribute: String, _ declaration: Declaration, _ problems: inout Diagnostics
  ) -> LinePattern? {
    guard let scalar = declaration.node(attribute)?.scalar else { return nil }
    let place = declaration.place(of: attribute)
    if scalar.isSensitive {
      problems.error(Message.secret(attribute), at: place)
      return nil
    }
    do throws(LinePattern.Problem) {
      return try LinePattern(scalar.text)
    } catch {
      problems.error(Message.noPattern(attribute, error), at: place, hint: error.hint)
      return nil
    }
  }

  private func checkLine(_ declaration: Declaration, _ problems: inout Diagnostics) {
    let place = declaration.place(of: "line")
    guard let line else {
      if isPresent {
        problems.error(Message.noLine, at: declaration.place, hint: Message.noLineHint)
      } else if declaration.node("match") == nil {
        problems.error(Message.nothingMeant, at: declaration.place, hint: Message.nothingMeantHint)
      }
      return
    }
    if line.isEmpty {
      problems.error(Message.empty, at: place, hint: Message.emptyHint)
    } else if line.utf8.contains(where: { [0, 10, 13].contains($0) }) {
      problems.error(Message.breaks, at: place, hint: Message.breaksHint)
    }
    if let match, !match.matches(Array(line.utf8)[...]) {
      problems.error(
        Message.otherThan(match), at: declaration.place(of: "match"), hint: Message.otherThanHint,
        related: [.init(Message.theLine, at: place)])
    }
    if declaration.textValue("line")?.isSensitive == true, declaration.node("match") == nil {
      problems.error(Message.secretLine, at: place, hint: Message.secretLineHint)
    }
  }
}

private enum Message {
  static let bothPlaces = "'insert_after' and 'insert_before' exclude each other"
  static let bothPlacesHint = "keep one of them"
  static let otherPlace = "the other place"
  static func secret(_ attribute: String) -> String { "'\(attribute)' must not be sensitive" }
  static func noPattern(_ attribute: String, _ problem: LinePattern.Problem) -> String {
    "'\(attribute)' is no regular expression: \(problem.because)"
  }
  static let noLine = "a line needs 'line', what it is to read"
  static let noLineHint = "write the whole line, as in line: PermitRootLogin no"
  static let nothingMeant = "an absent line needs 'line' or 'match'"
  static let nothingMeantHint = "write which lines are to go"
  static let empty = "'line' is empty"
  static let emptyHint = "write the whole line"
  static let breaks = "'line' has a line break or NUL in it"
  static let breaksHint = "declare each line by itself, and use no '|' block"
  static func otherThan(_ match: LinePattern) -> String {
    "'match' (\(match.text)) does not match 'line': each run would add the line again"
  }
  static let otherThanHint = "write a pattern for the line before and after the change"
  static let theLine = "the line that it must match"
  static let secretLine = "a sensitive line needs 'match'"
  static let secretLineHint = "its name is in reports, and an old value is found by 'match' alone"
}
