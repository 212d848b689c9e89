/// Stripping, padding and replacing.
extension TextMethods {
  static let shapeTable: [NamedMethod] = [
    strip("strip", start: true, end: true),
    strip("lstrip", start: true, end: false),
    strip("rstrip", start: false, end: true),
    pad("ljust") { (0, $0) },
    pad("rjust") { ($0, 0) },
    .init(
      "center",
      { (receiver, arguments, run) throws(TemplateError) in
        try padded("center", receiver, arguments, run) { missing, width in
          // An odd space goes to the left only where the width is odd, as CPython has it.
          let left = missing / 2 + (missing & width & 1)
          return (left, missing - left)
        }
      }
    ),
    .init(
      "zfill",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("zfill", ["width"], required: 1).bind(arguments, run)
        let width = try run.integer(values[0] ?? .none, Message.width)
        try run.allow(bytes: width)
        let missing = max(0, max(0, width) - receiver.text.scalarCount)
        let zeros = String(repeating: "0", count: missing)
        if let sign = receiver.text.unicodeScalars.first, sign == "+" || sign == "-" {
          return receiver.same(
            String(sign) + zeros + String(receiver.text.unicodeScalars.dropFirst()))
        }
        return receiver.same(zeros + receiver.text)
      }
    ),
    .init(
      "replace",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("replace", ["old", "new", "count"], required: 2)
          .bind(arguments, run)
        let old = try run.string(values[0] ?? .none, Message.old)
        let new = try receiver.fitting(values[1] ?? .none, Message.new, run)
        let count =
          try values[2].map { (value) throws(TemplateError) in
            try run.integer(value, Message.count)
          } ?? -1
        return receiver.same(
          try run.replaced(receiver.text, old, new, limit: count < 0 ? .max : count))
      }
    ),
    .init(
      "removeprefix",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("removeprefix", ["prefix"], required: 1).bind(arguments, run)
        let part = try run.string(values[0] ?? .none, Message.old)
        guard receiver.text.hasTextPrefix(part) else { return receiver.same(receiver.text) }
        return receiver.same(
          String(decoding: receiver.text.utf8.dropFirst(part.utf8.count), as: UTF8.self))
      }
    ),
    .init(
      "removesuffix",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("removesuffix", ["suffix"], required: 1).bind(arguments, run)
        let part = try run.string(values[0] ?? .none, Message.old)
        guard receiver.text.hasTextSuffix(part) else { return receiver.same(receiver.text) }
        return receiver.same(
          String(decoding: receiver.text.utf8.dropLast(part.utf8.count), as: UTF8.self))
      }
    ),
    .init(
      "expandtabs",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("expandtabs", ["tabsize"]).bind(arguments, run)
        let size = try run.integer(values[0] ?? .integer(8), Message.width)
        return receiver.same(try withoutTabs(receiver.text, size, run))
      }
    ),
  ]

  private static func strip(_ name: String, start: Bool, end: Bool) -> NamedMethod {
    .init(
      name,
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature(name, ["chars"]).bind(arguments, run)
        return receiver.same(
          try run.stripped(receiver.text, values[0] ?? .none, start: start, end: end))
      }
    )
  }

  private static func pad(
    _ name: String, _ sides: @escaping @Sendable (Int) -> (Int, Int)
  ) -> NamedMethod {
    .init(
      name,
      { (receiver, arguments, run) throws(TemplateError) in
        try padded(name, receiver, arguments, run) { missing, _ in sides(missing) }
      }
    )
  }

  private static func padded(
    _ name: String, _ receiver: TextReceiver, _ arguments: Arguments, _ run: Run,
    _ sides: (_ missing: Int, _ width: Int) -> (left: Int, right: Int)
  ) throws(TemplateError) -> Datum {
    let values = try Signature(name, ["width", "fillchar"], required: 1).bind(arguments, run)
    let width = try run.integer(values[0] ?? .none, Message.width)
    let fill = try run.string(values[1] ?? .string(" "), Message.fill)
    guard fill.scalarCount == 1 else { throw run.failure(.type, Message.oneCharacter) }
    try run.allow(bytes: width)
    let (left, right) = sides(max(0, max(0, width) - receiver.text.scalarCount), max(0, width))
    try run.allow(bytes: (left + right) * fill.utf8.count)
    return receiver.same(
      String(repeating: fill, count: left) + receiver.text + String(repeating: fill, count: right))
  }

  private static func withoutTabs(
    _ text: String, _ size: Int, _ run: Run
  ) throws(TemplateError) -> String {
    var result = String.UnicodeScalarView()
    var column = 0
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        let count = size > 0 ? size - column % size : 0
        try run.spend(count)
        result.append(contentsOf: repeatElement(" ", count: count))
        column += count
      } else {
        result.append(scalar)
        column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
      }
    }
    return String(result)
  }
}

extension Run {
  /// A text with parts replaced, within bounds.
  func replaced(
    _ text: String, _ old: String, _ new: String, limit: Int
  ) throws(TemplateError) -> String {
    let found = old.isEmpty ? text.scalarCount + 1 : ByteSearch.count(old, in: text)
    let count = min(found, limit)
    try spend(count)
    try allow(bytes: text.utf8.count + count * (new.utf8.count - old.utf8.count))
    return text.replacingText(old, with: new, limit: limit)
  }

  /// A text without white space, or without the characters of `characters`, at its ends.
  func stripped(
    _ text: String, _ characters: Datum, start: Bool = true, end: Bool = true
  ) throws(TemplateError) -> String {
    if case .none = characters { return text.stripped(start: start, end: end) }
    try charge(characters)
    let drops = Set(try string(characters, Message.characters).unicodeScalars)
    return text.stripped(start: start, end: end) { drops.contains($0) }
  }
}

private enum Message {
  static let width = "the width"
  static let fill = "the character to fill with"
  static let oneCharacter = "the text to fill with must be one character"
  static let old = "the text to replace"
  static let new = "the new text"
  static let count = "the count"
  static let characters = "the characters to strip"
}
