/// Markup and web addresses.
extension Filters {
  static let markupTable: [NamedFilter] = [
    .init("e", escape), .init("escape", escape),
    .init(
      "forceescape",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("forceescape", [], arguments)
        return .markup(try run.text(arguments.value).escaped)
      }
    ),
    .init(
      "safe",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("safe", [], arguments)
        return .markup(try run.text(arguments.value))
      }
    ),
    .init(
      "striptags",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("striptags", [], arguments)
        var text = try run.text(arguments.value)
        text = withoutParts(text, from: "<!--", to: "-->")
        text = withoutParts(text, from: "<", to: ">")
        return .string(Entities.decoded(text.splitAtSpace().joined(separator: " ")))
      }
    ),
    .init(
      "urlencode",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("urlencode", [], arguments)
        let value = try run.whole(arguments.value)
        switch value {
        case .string, .markup, .none, .boolean, .integer, .float:
          return .string(urlQuoted(try run.text(value), isQuery: false))
        case .undefined(let undefined): throw run.failure(undefined)
        default: break
        }
        var pairs = try run.elements(value)
        if case .dict(let dict) = value { pairs = DictView(dict, .items).all }
        var parts: [String] = []
        for pair in pairs {
          let elements = try run.elements(pair)
          guard elements.count == 2 else { throw run.failure(.value, Message.pair) }
          parts.append(
            urlQuoted(try run.text(elements[0]), isQuery: true) + "="
              + urlQuoted(try run.text(elements[1]), isQuery: true))
        }
        return .string(parts.joined(separator: "&"))
      }
    ),
    .init("urlize", urlize),
    .init(
      "xmlattr",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("xmlattr", ["autospace"], arguments)
        let dict = try run.mapping(try run.whole(arguments.value), "what becomes attributes")
        var parts: [String] = []
        for position in 0..<dict.count {
          if dict.value(at: position).isUndefined || run.isNone(dict.value(at: position)) {
            continue
          }
          let key = try run.string(dict.key(at: position), "the name of an attribute")
          guard
            !key.utf8.contains(where: {
              $0 == 47 || $0 == 61 || $0 == 62 || $0 == 32 || (9...13).contains($0)
            })
          else { throw run.failure(.value, Message.attribute(run.shown(key))) }
          let value = try run.escaped(dict.value(at: position))
          parts.append(try run.escaped(dict.key(at: position)) + "=\"" + value + "\"")
        }
        var text = parts.joined(separator: " ")
        if try run.flag(values[0], default: true), !text.isEmpty { text = " " + text }
        return run.isEscaping ? .markup(text) : .string(text)
      }
    ),
  ]

  private static let escape: Filter = { (arguments, run) throws(TemplateError) in
    _ = try run.bind("escape", [], arguments)
    return .markup(try run.escaped(arguments.value))
  }

  private static func withoutParts(_ text: String, from open: String, to close: String) -> String {
    let bytes = Array(text.utf8)
    var kept: [UInt8] = []
    var start = 0
    while let begin = ByteSearch.first(open, in: text, from: start),
      let end = ByteSearch.first(close, in: text, from: begin)
    {
      kept += bytes[start..<begin]
      start = end + close.utf8.count
    }
    kept += bytes[start...]
    return String(decoding: kept, as: UTF8.self)
  }

  static func urlQuoted(_ text: String, isQuery: Bool) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case 48...57, 65...90, 97...122, 95, 46, 45, 126: bytes.append(byte)
      case UInt8(ascii: "/") where !isQuery: bytes.append(byte)
      case UInt8(ascii: " ") where isQuery: bytes.append(UInt8(ascii: "+"))
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let urlize: Filter = { (arguments, run) throws(TemplateError) in
    let parameters = ["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"]
    let values = try run.bind("urlize", parameters, arguments)
    var relations: Set<String> = ["noopener"]
    if !run.isNone(values[3]) {
      relations.formUnion(try run.string(values[3] ?? .none, "'rel'").splitAtSpace())
    }
    if try run.flag(values[1]) { relations.insert("nofollow") }
    let target = run.isNone(values[2]) ? nil : try run.string(values[2] ?? .none, "'target'")
    var schemes: [String] = []
    if !run.isNone(values[4]) {
      for scheme in try run.elements(values[4] ?? .none) {
        let text = try run.string(scheme, "a scheme")
        guard try Linker.isScheme(text, run) else {
          throw run.failure(.argument, Message.scheme(run.shown(text)))
        }
        schemes.append(text)
      }
    }
    let limit = run.isNone(values[0]) ? nil : try run.integer(values[0] ?? .none, "the limit")
    let linker = Linker(
      limit: limit, relation: relations.sorted().joined(separator: " "), target: target,
      schemes: schemes)
    let text = try linker.linked(try run.escaped(arguments.value), run)
    try run.allow(bytes: text.utf8.count)
    return run.isEscaping ? .markup(text) : .string(text)
  }
}

private enum Message {
  static let pair = "the elements must be pairs"
  static func attribute(_ name: String) -> String {
    "'\(name)' cannot be the name of an attribute: it has white space, '/', '>' or '='"
  }
  static func scheme(_ text: String) -> String { "'\(text)' is no scheme; write 'scheme:'" }
}
