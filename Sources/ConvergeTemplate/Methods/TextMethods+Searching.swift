/// Looking into texts, and cutting them up.
extension TextMethods {
  static let searchTable: [NamedMethod] = [
    .init(
      "startswith",
      { (receiver, arguments, run) throws(TemplateError) in
        try hasEnd("startswith", receiver, arguments, run) { $0.hasTextPrefix($1) }
      }
    ),
    .init(
      "endswith",
      { (receiver, arguments, run) throws(TemplateError) in
        try hasEnd("endswith", receiver, arguments, run) { $0.hasTextSuffix($1) }
      }
    ),
    .init(
      "find",
      { (receiver, arguments, run) throws(TemplateError) in
        .integer(Int64(try position("find", receiver, arguments, run, isLast: false) ?? -1))
      }
    ),
    .init(
      "rfind",
      { (receiver, arguments, run) throws(TemplateError) in
        .integer(Int64(try position("rfind", receiver, arguments, run, isLast: true) ?? -1))
      }
    ),
    .init(
      "index",
      { (receiver, arguments, run) throws(TemplateError) in
        guard let position = try position("index", receiver, arguments, run, isLast: false) else {
          throw run.failure(.value, Message.notFound)
        }
        return .integer(Int64(position))
      }
    ),
    .init(
      "rindex",
      { (receiver, arguments, run) throws(TemplateError) in
        guard let position = try position("rindex", receiver, arguments, run, isLast: true) else {
          throw run.failure(.value, Message.notFound)
        }
        return .integer(Int64(position))
      }
    ),
    .init(
      "count",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("count", ["sub", "start", "end"], required: 1)
          .bind(arguments, run)
        let part = try run.string(values[0] ?? .none, Message.part)
        let text = try cut(receiver.text, values[1], values[2], run).text
        if part.isEmpty { return .integer(Int64(text.scalarCount + 1)) }
        return .integer(Int64(ByteSearch.count(part, in: text)))
      }
    ),
  ]

  /// A part of a text, and how many characters stand before it.
  private static func cut(
    _ text: String, _ start: Datum?, _ end: Datum?, _ run: Run
  ) throws(TemplateError) -> (text: String, offset: Int) {
    guard start != nil || end != nil else { return (text, 0) }
    func bound(_ value: Datum?) throws(TemplateError) -> Int? {
      guard let value else { return nil }
      if case .none = value { return nil }
      return try run.integer(value, Message.bound)
    }
    let scalars = Array(text.unicodeScalars)
    let range = SliceRange(start: try bound(start), stop: try bound(end), step: 1)
    let (first, last) = range.bounds(of: scalars.count)
    return (String(scalars: scalars[first..<max(first, last)]), first)
  }

  private static func hasEnd(
    _ name: String, _ receiver: TextReceiver, _ arguments: Arguments, _ run: Run,
    _ matches: (String, String) -> Bool
  ) throws(TemplateError) -> Datum {
    let values = try Signature(name, ["part", "start", "end"], required: 1).bind(arguments, run)
    let text = try cut(receiver.text, values[1], values[2], run).text
    let part = run.reveal(values[0] ?? .none)
    if case .tuple(let box) = part {
      for element in box.elements where matches(text, try run.string(element, Message.part)) {
        return .boolean(true)
      }
      return .boolean(false)
    }
    return .boolean(matches(text, try run.string(part, Message.part)))
  }

  private static func position(
    _ name: String, _ receiver: TextReceiver, _ arguments: Arguments, _ run: Run, isLast: Bool
  ) throws(TemplateError) -> Int? {
    let values = try Signature(name, ["sub", "start", "end"], required: 1).bind(arguments, run)
    let part = try run.string(values[0] ?? .none, Message.part)
    let (text, offset) = try cut(receiver.text, values[1], values[2], run)
    let found =
      isLast ? ByteSearch.last(part, in: text) : ByteSearch.first(part, in: text)
    guard let found else { return nil }
    return offset + String(decoding: text.utf8.prefix(found), as: UTF8.self).scalarCount
  }

  static let splitTable: [NamedMethod] = [
    .init(
      "split",
      { (receiver, arguments, run) throws(TemplateError) in
        let (separator, limit) = try splitting("split", arguments, run)
        guard let separator else {
          try run.chargeParts(of: receiver.text)
          return receiver.same(receiver.text.splitAtSpace(limit: limit))
        }
        try chargeParts(receiver.text, separator, limit, run)
        return receiver.same(receiver.text.split(at: separator, limit: limit))
      }
    ),
    .init(
      "rsplit",
      { (receiver, arguments, run) throws(TemplateError) in
        let (separator, limit) = try splitting("rsplit", arguments, run)
        guard let separator else {
          try run.chargeParts(of: receiver.text)
          return receiver.same(splitFromEndAtSpace(receiver.text, limit))
        }
        try chargeParts(receiver.text, separator, limit, run)
        return receiver.same(splitFromEnd(receiver.text, separator, limit))
      }
    ),
    .init(
      "splitlines",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("splitlines", ["keepends"]).bind(arguments, run)
        let keepsEnds = try values[0].map { (value) throws(TemplateError) in try run.isTrue(value) }
        try run.chargeParts(of: receiver.text)
        return receiver.same(receiver.text.lines(keepsEnds: keepsEnds ?? false))
      }
    ),
    .init(
      "partition",
      { (receiver, arguments, run) throws(TemplateError) in
        let separator = try separator("partition", arguments, run)
        let parts = receiver.text.split(at: separator, limit: 1)
        let all = parts.count == 2 ? [parts[0], separator, parts[1]] : [receiver.text, "", ""]
        return .tuple(all.map(receiver.same))
      }
    ),
    .init(
      "rpartition",
      { (receiver, arguments, run) throws(TemplateError) in
        let separator = try separator("rpartition", arguments, run)
        let parts = splitFromEnd(receiver.text, separator, 1)
        let all = parts.count == 2 ? [parts[0], separator, parts[1]] : ["", "", receiver.text]
        return .tuple(all.map(receiver.same))
      }
    ),
    .init(
      "join",
      { (receiver, arguments, run) throws(TemplateError) in
        let values = try Signature("join", ["iterable"], required: 1).bind(arguments, run)
        var text = ""
        for (index, element) in try run.elements(values[0] ?? .none).enumerated() {
          try run.spend()
          if index > 0 { text += receiver.text }
          text += try receiver.fitting(element, Message.element, run)
          try run.allow(bytes: text.utf8.count)
        }
        return receiver.same(text)
      }
    ),
  ]

  /// Counts the parts that a text is about to be cut into.
  private static func chargeParts(
    _ text: String, _ separator: String, _ limit: Int, _ run: Run
  ) throws(TemplateError) {
    try run.spend(min(limit, ByteSearch.count(separator, in: text)) << 2)
  }

  private static func splitting(
    _ name: String, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> (separator: String?, limit: Int) {
    let values = try Signature(name, ["sep", "maxsplit"]).bind(arguments, run)
    var limit = Int.max
    if let value = values[1] {
      let count = try run.integer(value, "maxsplit")
      if count >= 0 { limit = count }
    }
    guard let value = values[0] else { return (nil, limit) }
    if case .none = value { return (nil, limit) }
    let separator = try run.string(value, Message.separator)
    guard !separator.isEmpty else { throw run.failure(.value, Message.emptySeparator) }
    return (separator, limit)
  }

  private static func separator(
    _ name: String, _ arguments: Arguments, _ run: Run
  ) throws(TemplateError) -> String {
    let values = try Signature(name, ["sep"], required: 1).bind(arguments, run)
    let separator = try run.string(values[0] ?? .none, Message.separator)
    guard !separator.isEmpty else { throw run.failure(.value, Message.emptySeparator) }
    return separator
  }

  private static func splitFromEnd(_ text: String, _ separator: String, _ limit: Int) -> [String] {
    let bytes = Array(text.utf8)
    var parts: [String] = []
    var end = bytes.count
    for offset in ByteSearch.allFromEnd(separator, in: text, limit: limit) {
      let start = offset + separator.utf8.count
      parts.append(String(decoding: bytes[start..<end], as: UTF8.self))
      end = offset
    }
    return [String(decoding: bytes[..<end], as: UTF8.self)] + parts.reversed()
  }

  private static func splitFromEndAtSpace(_ text: String, _ limit: Int) -> [String] {
    var parts: [String] = []
    var rest = text.unicodeScalars[...]
    while let last = rest.last {
      if last.isSpace {
        rest.removeLast()
        continue
      }
      if parts.count >= limit {
        parts.append(String(rest).stripped(end: false))
        break
      }
      var start = rest.endIndex
      while start > rest.startIndex, !rest[rest.index(before: start)].isSpace {
        start = rest.index(before: start)
      }
      parts.append(String(rest[start...]))
      rest = rest[..<start]
    }
    return parts.reversed()
  }
}

private enum Message {
  static let part = "the text to look for"
  static let bound = "the bound"
  static let separator = "the separator"
  static let element = "an element to join"
  static let notFound = "the text is not in it"
  static let emptySeparator = "the separator cannot be empty"
}
