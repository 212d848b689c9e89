/// Filters of Ansible on texts, paths and truth.
extension Filters {
  static let ansibleTextTable: [NamedFilter] = [
    path("basename") {
      String($0.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
    },
    path("dirname", directory),
    .init(
      "splitext",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("splitext", [], arguments)
        let text = try run.string(arguments.value, "the path")
        let name = text.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        let visible = name.drop { $0 == "." }
        guard let dot = visible.lastIndex(of: ".") else {
          return .tuple([.string(text), .string("")])
        }
        let ending = String(visible[dot...])
        return .tuple([
          .string(String(decoding: text.utf8.dropLast(ending.utf8.count), as: UTF8.self)),
          .string(ending),
        ])
      }
    ),
    .init(
      "path_join",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("path_join", [], arguments)
        let value = run.reveal(arguments.value)
        if case .string = value { return value }
        var path = ""
        for element in try run.elements(value) {
          let part = try run.string(element, "a part of the path")
          if part.hasTextPrefix("/") || path.isEmpty {
            path = part
          } else {
            path += (path.hasTextSuffix("/") ? "" : "/") + part
          }
        }
        return .string(path)
      }
    ),
    .init(
      "quote",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("quote", [], arguments)
        let value = run.reveal(arguments.value)
        if case .none = value { return .string("''") }
        return .string(shellQuoted(try run.text(value)))
      }
    ),
    .init(
      "bool",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("bool", [], arguments)
        switch run.reveal(arguments.value) {
        case .none: return .none
        case .boolean(let flag): return .boolean(flag)
        case .string(let text), .markup(let text):
          return .boolean(["yes", "on", "1", "true"].contains(text.lowercased()))
        case .undefined(let undefined): throw run.failure(undefined)
        case let other: return .boolean(other.number.map { $0 == .integer(1) } ?? false)
        }
      }
    ),
    .init(
      "ternary",
      { (arguments, run) throws(TemplateError) in
        let parameters = ["true_val", "false_val", "none_val"]
        let values = try run.bind("ternary", parameters, required: 2, arguments)
        if case .none = run.reveal(arguments.value), !run.isNone(values[2]) {
          return values[2] ?? .none
        }
        return (try run.isTrue(arguments.value) ? values[0] : values[1]) ?? .none
      }
    ),
    .init(
      "mandatory",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("mandatory", ["msg"], arguments)
        guard case .undefined(let undefined) = arguments.value else { return arguments.value }
        if run.isNone(values[0]) { throw run.failure(undefined) }
        throw run.failure(.undefined, try run.string(values[0] ?? .none, "the message"))
      }
    ),
    .init("comment", comment),
    .init(
      "type_debug",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("type_debug", [], arguments)
        switch run.reveal(arguments.value) {
        case .none: return .string("NoneType")
        case .boolean: return .string("bool")
        case .integer: return .string("int")
        case .float: return .string("float")
        case .string: return .string("str")
        case .markup: return .string("Markup")
        case .list: return .string("list")
        case .tuple: return .string("tuple")
        case .dict: return .string("dict")
        default: return .string("object")
        }
      }
    ),
    .init(
      "split",
      { (arguments, run) throws(TemplateError) in
        let text = try run.string(arguments.value, "what is split")
        let method = TextMethods.method("split", of: text, isMarkup: false) ?? .none
        return try run.call(method, arguments)
      }
    ),
    .init(
      "log",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("log", ["base"], arguments)
        let number = try run.number(arguments.value)
        let base = try values[0].map { (base) throws(TemplateError) in try run.number(base) }
        if number.isNaN || base?.isNaN == true { return .float(.nan) }
        guard number > 0, base.map({ $0 > 0 }) ?? true else {
          throw run.failure(.value, Message.logarithm)
        }
        guard let base else { return .float(Power.logarithm(number)) }
        guard base != 1 else { throw run.failure(.zeroDivision, Message.noBase) }
        return .float(Power.logarithm(number, base: base))
      }
    ),
    .init(
      "pow",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("pow", ["exponent"], required: 1, arguments)
        let base = try run.number(arguments.value)
        guard let result = Power.power(base, try run.number(values[0] ?? .none)) else {
          throw run.failure(.value, Message.power)
        }
        return .float(result)
      }
    ),
    .init(
      "root",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("root", ["base"], arguments)
        let number = try run.number(arguments.value)
        let degree = try run.number(values[0] ?? .integer(2))
        guard degree != 0, number >= 0,
          let result = degree == 2 ? number.squareRoot() : Power.power(number, 1 / degree)
        else { throw run.failure(.value, Message.power) }
        return .float(result)
      }
    ),
  ]

  static func path(
    _ name: String, _ part: @escaping @Sendable (String) -> String
  ) -> NamedFilter {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind(name, [], arguments)
        return .string(part(try run.string(arguments.value, "the path")))
      }
    )
  }

  @Sendable private static func directory(_ path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    let head = path[...slash]
    let trimmed = head.reversed().drop { $0 == "/" }
    return trimmed.isEmpty ? String(head) : String(trimmed.reversed())
  }

  /// Quoted for a shell where it needs to be.
  private static func shellQuoted(_ text: String) -> String {
    let isPlain =
      !text.isEmpty
      && text.unicodeScalars.allSatisfy {
        $0.value < 0x80 && ($0.isWordPart || "@%+=:,./-".unicodeScalars.contains($0))
      }
    return isPlain ? text : "'" + text.replacingText("'", with: "'\"'\"'") + "'"
  }
}

extension Run {
  fileprivate func number(_ value: Datum) throws(TemplateError) -> Double {
    if case .undefined(let undefined) = value { throw failure(undefined) }
    guard let number = reveal(value).number else {
      throw failure(.type, Message.noNumber(kindName(value)))
    }
    return number.asDouble
  }
}

private enum Message {
  static let noBase = "1 is no base of a logarithm"
  static let logarithm = "only a positive number has a logarithm"
  static let power = "the number has no such power or root"
  static func noNumber(_ kind: String) -> String { "a number is needed, not \(kind)" }
}
