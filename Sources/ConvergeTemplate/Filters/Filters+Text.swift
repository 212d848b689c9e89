/// Texts in, texts out.
extension Filters {
  static let textTable: [NamedFilter] = [
    text("upper") { $0.uppercased() },
    text("lower") { $0.pythonLowercased },
    text("capitalize") { $0.capitalizedOnce },
    text("title", titled),
    .init(
      "string",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("string", [], arguments)
        let soft = try run.soft(arguments.value)
        return soft.same(soft.text)
      }
    ),
    .init(
      "trim",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("trim", ["chars"], arguments)
        let soft = try run.soft(arguments.value)
        return soft.same(try run.stripped(soft.text, values[0] ?? .none))
      }
    ),
    .init(
      "center",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("center", ["width"], arguments)
        let soft = try run.soft(arguments.value)
        let method = TextMethods.method("center", of: soft.text, isMarkup: soft.isMarkup) ?? .none
        return try run.call(method, Arguments([values[0] ?? .integer(80)]))
      }
    ),
    .init("replace", replace),
    .init(
      "format",
      { (arguments, run) throws(TemplateError) in
        let rest = arguments.positional
        guard rest.isEmpty || arguments.named.isEmpty else {
          throw run.failure(.argument, Message.bothKinds)
        }
        let soft = try run.soft(arguments.value)
        let named = DictBox(strings: arguments.named.map { ($0.name, $0.value) })
        return soft.same(
          try PercentFormat(soft.text, isMarkup: soft.isMarkup)
            .apply(named.count > 0 ? .dict(named) : .tuple(rest), run))
      }
    ),
    .init("indent", indent),
    .init("truncate", truncate),
    .init(
      "wordcount",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("wordcount", [], arguments)
        var count: Int64 = 0
        var isInWord = false
        for scalar in try run.soft(arguments.value).text.unicodeScalars {
          let isPart = scalar.isWordPart
          if isPart, !isInWord { count += 1 }
          isInWord = isPart
        }
        return .integer(count)
      }
    ),
  ]

  private static func text(
    _ name: String, _ change: @escaping @Sendable (String) -> String
  ) -> NamedFilter {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind(name, [], arguments)
        let soft = try run.soft(arguments.value)
        return soft.same(change(soft.text))
      }
    )
  }

  /// Words begin behind white space, `-`, `(`, `{`, `[` and `<`.
  @Sendable private static func titled(_ text: String) -> String {
    var result = ""
    var isAtStart = true
    for scalar in text.unicodeScalars {
      if scalar.isSpace || "-({[<".unicodeScalars.contains(scalar) {
        result.unicodeScalars.append(scalar)
        isAtStart = true
      } else {
        result +=
          isAtStart ? scalar.properties.uppercaseMapping : scalar.properties.lowercaseMapping
        isAtStart = false
      }
    }
    return result
  }

  private static let replace: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("replace", ["old", "new", "count"], required: 2, arguments)
    let limit: Int
    if run.isNone(values[2]) {
      limit = .max
    } else {
      let count = try run.integer(values[2] ?? .none, "the count")
      limit = count < 0 ? .max : count
    }
    let old = values[0] ?? .none
    let new = values[1] ?? .none
    guard run.isEscaping else {
      return .string(
        try run.replaced(
          run.text(arguments.value), run.text(old), run.text(new), limit: limit))
    }
    var soft = try run.soft(arguments.value)
    let oldIsMarkup = try run.soft(old).isMarkup
    let newIsMarkup = try run.soft(new).isMarkup
    if oldIsMarkup || (newIsMarkup && !soft.isMarkup) {
      soft = TextReceiver(text: try run.escaped(arguments.value), isMarkup: true)
    }
    let replacement = soft.isMarkup ? try run.escaped(new) : try run.text(new)
    return soft.same(
      try run.replaced(soft.text, run.text(old), replacement, limit: limit))
  }

  private static let indent: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("indent", ["width", "first", "blank"], arguments)
    let isMarkup: Bool
    if case .markup = run.reveal(arguments.value) { isMarkup = true } else { isMarkup = false }
    let text = try run.string(arguments.value, "what is indented")
    let width = run.reveal(values[0] ?? .integer(4))
    let margin: String
    if case .string(let given) = width {
      margin = given
    } else {
      let count = try run.integer(width, "the width")
      try run.allow(bytes: count)
      margin = String(repeating: " ", count: max(0, count))
    }
    try run.chargeParts(of: text)
    let lines = (text + "\n").lines()
    let keepsBlank = try run.flag(values[2])
    var result = try run.flag(values[1]) ? margin : ""
    for (index, line) in lines.enumerated() {
      if index > 0 {
        result += "\n"
        if keepsBlank || !line.isEmpty { result += margin }
      }
      result += line
      try run.allow(bytes: result.utf8.count)
    }
    return isMarkup ? .markup(result) : .string(result)
  }

  private static let truncate: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("truncate", ["length", "killwords", "end", "leeway"], arguments)
    let length = try run.integer(values[0], default: 255, "the length")
    let end = try run.string(values[2] ?? .string("..."), "the end")
    let leeway = run.isNone(values[3]) ? 5 : try run.integer(values[3] ?? .none, "the leeway")
    guard length >= end.scalarCount else { throw run.failure(.value, Message.shorter) }
    guard leeway >= 0 else { throw run.failure(.value, Message.leeway) }
    if try run.length(arguments.value) - length <= leeway { return arguments.value }
    let soft = try run.soft(arguments.value)
    let scalars = Array(try run.string(arguments.value, "what is cut").unicodeScalars)
    let kept = scalars[..<(length - end.scalarCount)]
    if try run.flag(values[1]) { return soft.same(String(scalars: kept) + end) }
    let cut = kept.lastIndex(of: " ") ?? kept.endIndex
    return soft.same(String(scalars: kept[..<cut]) + end)
  }
}

extension UnicodeScalar {
  /// What `\w` matches.
  var isWordPart: Bool {
    if value < 0x80 {
      return self == "_" || properties.isAlphabetic || (0x30...0x39).contains(value)
    }
    return isLetter || properties.numericType != nil
  }
}

private enum Message {
  static let bothKinds = "'format' takes plain values or named ones, not both"
  static let shorter = "the length must not be smaller than that of the end"
  static let leeway = "the leeway cannot be negative"
}
