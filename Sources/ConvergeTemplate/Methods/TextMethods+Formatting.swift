/// `'{} and {name:>5}'.format(…)`.
extension TextMethods {
  static let formatTable: [NamedMethod] = [
    .init(
      "format",
      { (receiver, arguments, run) throws(TemplateError) in
        let named = DictBox(strings: arguments.named.map { ($0.name, $0.value) })
        var format = TextFormat(arguments.positional, .dict(named), isMarkup: receiver.isMarkup)
        return receiver.same(try format.apply(receiver.text, run))
      }
    ),
    .init(
      "format_map",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("format_map", ["mapping"], required: 1).bind(arguments, run)
        var format = TextFormat([], values[0] ?? .none, isMarkup: receiver.isMarkup)
        return receiver.same(try format.apply(receiver.text, run))
      }
    ),
  ]
}

/// Fills the fields of a text.
private struct TextFormat {
  private let positional: [Datum]
  private let named: Datum
  private let isMarkup: Bool
  private var next = 0
  private var isNumbered = false

  init(_ positional: [Datum], _ named: Datum, isMarkup: Bool) {
    self.positional = positional
    self.named = named
    self.isMarkup = isMarkup
  }

  mutating func apply(
    _ text: String, _ run: Run, depth: Int = 0
  ) throws(TemplateError) -> String {
    guard depth < 2 else { throw run.failure(.value, Message.tooDeep) }
    var result = ""
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      if scalar == "}" {
        guard rest.popFirst() == "}" else { throw run.failure(.value, Message.single("}")) }
        result += "}"
      } else if scalar == "{" {
        if rest.first == "{" {
          rest.removeFirst()
          result += "{"
        } else {
          result += try field(&rest, run, depth)
          try run.allow(bytes: result.utf8.count)
        }
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private mutating func field(
    _ rest: inout ArraySlice<UnicodeScalar>, _ run: Run, _ depth: Int
  ) throws(TemplateError) -> String {
    var level = 1
    var content: [UnicodeScalar] = []
    while let scalar = rest.popFirst() {
      if scalar == "{" { level += 1 }
      if scalar == "}" {
        level -= 1
        if level == 0 { break }
      }
      content.append(scalar)
    }
    guard level == 0 else { throw run.failure(.value, Message.single("{")) }
    let nameEnd = content.firstIndex { $0 == ":" || $0 == "!" } ?? content.count
    let value = try self.value(String(scalars: content[..<nameEnd]), run)
    var tail = content[nameEnd...]
    var conversion: UnicodeScalar?
    if tail.first == "!" {
      tail.removeFirst()
      conversion = tail.popFirst()
      guard conversion != nil, tail.isEmpty || tail.first == ":" else {
        throw run.failure(.value, Message.conversion)
      }
    }
    if tail.first == ":" { tail.removeFirst() }
    let spec = try apply(String(scalars: tail), run, depth: depth + 1)
    return try shown(value, conversion, spec, run)
  }

  private func shown(
    _ value: Datum, _ conversion: UnicodeScalar?, _ spec: String, _ run: Run
  ) throws(TemplateError) -> String {
    var value = value
    switch conversion {
    case nil: break
    case "s": value = .string(try run.text(value))
    case "r", "a": value = .string(try run.description(value))
    default: throw run.failure(.value, Message.conversion)
    }
    if isMarkup, case .markup(let text) = value {
      guard spec.isEmpty else { throw run.failure(.value, Message.markup) }
      return text
    }
    let text = try FormatSpec(spec, run).apply(value, run)
    return isMarkup ? text.escaped : text
  }

  private mutating func value(_ name: String, _ run: Run) throws(TemplateError) -> Datum {
    let headEnd = name.firstIndex { $0 == "." || $0 == "[" } ?? name.endIndex
    let head = String(name[..<headEnd])
    var value: Datum
    if head.isEmpty {
      if isNumbered { throw run.failure(.value, Message.mixed) }
      value = try positional(next, run)
      next += 1
    } else if let number = Int(head) {
      if next > 0 { throw run.failure(.value, Message.mixed) }
      isNumbered = true
      value = try positional(number, run)
    } else {
      value = try run.item(named, .string(head))
      if case .undefined = value { throw run.failure(.lookup, Message.noName(run.shown(head))) }
    }
    var rest = name[headEnd...]
    while let mark = rest.popFirst() {
      if mark == "." {
        let end = rest.firstIndex { $0 == "." || $0 == "[" } ?? rest.endIndex
        value = try run.attributeOnly(value, String(rest[..<end]))
        rest = rest[end...]
      } else {
        guard let end = rest.firstIndex(of: "]") else {
          throw run.failure(.value, Message.bracket)
        }
        let key = String(rest[..<end])
        value = try run.item(value, Int64(key).map { .integer($0) } ?? .string(key))
        rest = rest[rest.index(after: end)...]
      }
      if case .undefined(let undefined) = value { throw run.failure(.lookup, undefined.message) }
    }
    return value
  }

  private func positional(_ index: Int, _ run: Run) throws(TemplateError) -> Datum {
    guard positional.indices.contains(index) else {
      throw run.failure(.lookup, Message.noValue(index))
    }
    return positional[index]
  }
}

private enum Message {
  static let tooDeep = "a format cannot nest so deep"
  static let conversion = "behind '!' stands 's', 'r' or 'a'"
  static let mixed = "numbered and unnumbered fields cannot be mixed"
  static let bracket = "']' is missing"
  static let markup = "text that is escaped already takes no format"
  static func single(_ brace: String) -> String { "a single '\(brace)' in the format" }
  static func noName(_ name: String) -> String { "no value '\(name)' is given" }
  static func noValue(_ index: Int) -> String { "the format needs more values than \(index)" }
}
