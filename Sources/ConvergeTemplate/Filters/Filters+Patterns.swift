/// Filters of Ansible with regular expressions.
extension Filters {
  static let patternTable: [NamedFilter] = [
    .init(
      "regex_replace",
      { (arguments, run) throws(TemplateError) in
        let parameters = ["pattern", "replacement", "ignorecase", "multiline", "count"]
        let values = try run.bind("regex_replace", parameters, arguments)
        let pattern = try run.pattern(values[0], ignoresCase: values[2], isMultiline: values[3])
        let replacement = try Replacement(
          try run.string(values[1] ?? .string(""), "the replacement"), pattern, run)
        let limit = try run.integer(values[4], default: 0, "the count")
        let text = Array(try run.text(arguments.value).unicodeScalars)
        return .string(
          try run.replaced(text, pattern, limit: limit == 0 ? .max : limit) { match in
            replacement.text(match, in: text)
          })
      }
    ),
    .init(
      "regex_search",
      { (arguments, run) throws(TemplateError) in
        var arguments = arguments
        let ignoresCase = arguments.take("ignorecase")
        let isMultiline = arguments.take("multiline")
        guard arguments.named.isEmpty, !arguments.positional.isEmpty else {
          throw run.failure(.type, Message.search)
        }
        let pattern = try run.pattern(
          arguments.positional[0], ignoresCase: ignoresCase, isMultiline: isMultiline)
        let text = Array(try run.text(arguments.value).unicodeScalars)
        guard let match = try run.matches(pattern, text, limit: 1).first else { return .none }
        guard arguments.positional.count > 1 else {
          return .string(String(scalars: text[match.range]))
        }
        var parts: [Datum] = []
        for argument in arguments.positional[1...] {
          let range = try run.group(
            try run.string(argument, "a group"), pattern, match)
          parts.append(range.map { .string(String(scalars: text[$0])) } ?? .none)
        }
        return .list(parts)
      }
    ),
    .init(
      "regex_findall",
      { (arguments, run) throws(TemplateError) in
        let parameters = ["regex", "multiline", "ignorecase"]
        let values = try run.bind("regex_findall", parameters, required: 1, arguments)
        let pattern = try run.pattern(values[0], ignoresCase: values[2], isMultiline: values[1])
        let text = Array(try run.text(arguments.value).unicodeScalars)
        return .list(
          try run.matches(pattern, text, limit: .max).map { match in
            let groups = match.groups.map { range in
              Datum.string(range.map { String(scalars: text[$0]) } ?? "")
            }
            switch groups.count {
            case 0: return .string(String(scalars: text[match.range]))
            case 1: return groups[0]
            default: return .tuple(groups)
            }
          })
      }
    ),
    .init(
      "regex_escape",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("regex_escape", [], arguments)
        var text = String.UnicodeScalarView()
        for scalar in try run.text(arguments.value).unicodeScalars {
          if "()[]{}?*+-|^$\\.&~# \t\n\r\u{B}\u{C}".unicodeScalars.contains(scalar) {
            text.append("\\")
          }
          text.append(scalar)
        }
        return .string(String(text))
      }
    ),
  ]
}

/// A replacement with `\1` and `\g<name>` in it.
private struct Replacement {
  private enum Part {
    case text(String)
    case group(Int)
  }

  private var parts: [Part] = []

  init(_ text: String, _ pattern: Pattern, _ run: Run) throws(TemplateError) {
    var rest = Array(text.unicodeScalars)[...]
    var plain = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      guard scalar == "\\", let mark = rest.popFirst() else {
        plain.append(scalar)
        continue
      }
      var name = ""
      if (0x30...0x39).contains(mark.value) {
        name = String(mark)
        if mark != "0", let next = rest.first, (0x30...0x39).contains(next.value) {
          name += String(next)
          rest.removeFirst()
        }
      } else if mark == "g", rest.first == "<", let end = rest.firstIndex(of: ">") {
        name = String(scalars: rest[(rest.startIndex + 1)..<end])
        rest = rest[(end + 1)...]
      } else {
        switch mark {
        case "n": plain.append("\n")
        case "t": plain.append("\t")
        case "r": plain.append("\r")
        case "\\": plain.append("\\")
        default: plain.append(contentsOf: ["\\", mark])
        }
        continue
      }
      guard let number = Int(name) ?? pattern.names[name], number <= pattern.groupCount else {
        throw run.failure(.value, Message.noGroup(run.shown(name)))
      }
      parts += [.text(String(plain)), .group(number)]
      plain = String.UnicodeScalarView()
    }
    parts.append(.text(String(plain)))
  }

  func text(_ match: PatternMatch, in text: [UnicodeScalar]) -> String {
    var result = ""
    for part in parts {
      switch part {
      case .text(let plain): result += plain
      case .group(let number):
        let range = number == 0 ? match.range : match.groups[number - 1]
        if let range { result += String(scalars: text[range]) }
      }
    }
    return result
  }
}

extension Run {
  func pattern(
    _ value: Datum?, ignoresCase: Datum?, isMultiline: Datum?
  ) throws(TemplateError) -> Pattern {
    let text = try string(value ?? .string(""), "the regular expression")
    let options = PatternOptions(
      ignoresCase: try flag(ignoresCase), isMultiline: try flag(isMultiline))
    guard text.utf8.count <= 4_000 else { throw failure(.value, Message.long) }
    do throws(PatternFailure) {
      return try Pattern(text, options)
    } catch {
      throw failure(.value, Message.pattern(shown(text), shown(error.message)))
    }
  }

  /// Whether a text matches from its beginning.
  func matchesWhole(_ pattern: Pattern, _ text: String) throws(TemplateError) -> Bool {
    var matcher = PatternMatcher(pattern, Array(text.unicodeScalars), steps: stepsLeft)
    let found: Bool
    do throws(PatternFailure) {
      found = try matcher.match(at: 0) != nil
    } catch {
      throw failure(error.isBound ? .steps : .value, Message.matching(error.message))
    }
    try spend(stepsLeft - max(0, matcher.steps))
    return found
  }

  /// All matches that do not overlap; an empty one does not stand at the end of the one before.
  func matches(
    _ pattern: Pattern, _ text: [UnicodeScalar], limit: Int
  ) throws(TemplateError) -> [PatternMatch] {
    var matcher = PatternMatcher(pattern, text, steps: stepsLeft)
    var found: [PatternMatch] = []
    var position = 0
    do throws(PatternFailure) {
      while found.count < limit, let match = try matcher.search(from: position) {
        found.append(match)
        matcher.steps -= 2 + pattern.groupCount
        position = match.range.isEmpty ? match.range.upperBound + 1 : match.range.upperBound
        if position > text.count { break }
      }
    } catch {
      throw failure(error.isBound ? .steps : .value, Message.matching(error.message))
    }
    try spend(stepsLeft - max(0, matcher.steps))
    return found
  }

  fileprivate func replaced(
    _ text: [UnicodeScalar], _ pattern: Pattern, limit: Int,
    _ replacement: (PatternMatch) -> String
  ) throws(TemplateError) -> String {
    var result = ""
    var position = 0
    for match in try matches(pattern, text, limit: limit) {
      result += String(scalars: text[position..<match.range.lowerBound]) + replacement(match)
      position = match.range.upperBound
      try allow(bytes: result.utf8.count)
    }
    return result + String(scalars: text[position...])
  }

  /// The group that `\1` or `\g<name>` means.
  fileprivate func group(
    _ text: String, _ pattern: Pattern, _ match: PatternMatch
  ) throws(TemplateError) -> Range<Int>? {
    var name = text
    if name.hasTextPrefix("\\g<"), name.hasTextSuffix(">") {
      name = String(name.dropFirst(3).dropLast())
    } else if name.hasTextPrefix("\\") {
      name = String(name.dropFirst())
    }
    guard let number = Int(name) ?? pattern.names[name], number <= pattern.groupCount else {
      throw failure(.value, Message.noGroup(shown(name)))
    }
    return number == 0 ? match.range : match.groups[number - 1]
  }
}

extension Tests {
  static let ansibleTable: [NamedTest] = [
    expression("match") { $0.range.lowerBound == 0 },
    expression("search") { _ in true },
    expression("regex") { _ in true },
    .init(
      "contains",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("contains", ["value"], required: 1, arguments)
        return try run.contains(arguments.value, values[0] ?? .none)
      }
    ),
    part("subset", isOfOther: true), part("issubset", isOfOther: true),
    part("superset", isOfOther: false), part("issuperset", isOfOther: false),
    .init(
      "any",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("any", [], arguments)
        for element in try run.elements(arguments.value) where try run.isTrue(element) {
          return true
        }
        return false
      }
    ),
    .init(
      "all",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("all", [], arguments)
        for element in try run.elements(arguments.value) where try !run.isTrue(element) {
          return false
        }
        return true
      }
    ),
  ]

  /// Whether one has all elements of the other.
  private static func part(_ name: String, isOfOther: Bool) -> NamedTest {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        let other = try run.bind(name, ["other"], required: 1, arguments)[0] ?? .none
        return isOfOther
          ? try run.isSubset(arguments.value, of: other)
          : try run.isSubset(other, of: arguments.value)
      }
    )
  }

  private static func expression(
    _ name: String, _ isAt: @escaping @Sendable (PatternMatch) -> Bool
  ) -> NamedTest {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        let parameters = ["pattern", "ignorecase", "multiline"]
        let values = try run.bind(name, parameters, required: 1, arguments)
        let pattern = try run.pattern(values[0], ignoresCase: values[1], isMultiline: values[2])
        let text = Array(try run.text(arguments.value).unicodeScalars)
        return try run.matches(pattern, text, limit: 1).first.map(isAt) ?? false
      }
    )
  }
}

extension Run {
  fileprivate func isSubset(_ part: Datum, of whole: Datum) throws(TemplateError) -> Bool {
    let others = Datum.list(try elements(whole))
    for element in try elements(part) where try !contains(others, element) { return false }
    return true
  }
}

private enum Message {
  static let long = "the regular expression is longer than 4000 bytes"
  static let search = "'regex_search' takes a regular expression and groups"
  static func noGroup(_ name: String) -> String { "the expression has no group '\(name)'" }
  static func pattern(_ text: String, _ reason: String) -> String {
    "'\(text)' is no regular expression: \(reason)"
  }
  static func matching(_ reason: String) -> String {
    "the regular expression cannot be applied: \(reason)"
  }
}
