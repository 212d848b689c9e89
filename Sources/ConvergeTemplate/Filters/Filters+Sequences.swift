/// Sequences in or out.
extension Filters {
  static let sequenceTable: [NamedFilter] = [
    .init("count", count), .init("length", count), .init("d", standard), .init("default", standard),
    .init(
      "first",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("first", [], arguments)
        if case .object(let object) = run.reveal(arguments.value),
          let generator = object as? Generator
        {
          return generator.next() ?? .undefined(Undefined("first", Message.noFirst))
        }
        return try run.elements(arguments.value).first
          ?? .undefined(Undefined("first", Message.noFirst))
      }
    ),
    .init(
      "last",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("last", [], arguments)
        return try run.reversible(arguments.value).last
          ?? .undefined(Undefined("last", Message.noLast))
      }
    ),
    .init(
      "random",
      { (arguments, run) throws(TemplateError) in
        if !arguments.named.isEmpty { return try run.seededRandom(arguments) }
        _ = try run.bind("random", [], arguments)
        let length = try run.length(arguments.value)
        guard length > 0 else { return .undefined(Undefined("random", Message.noRandom)) }
        let index = run.random.below(length)
        if case .dict = run.reveal(arguments.value) {
          let found = try run.item(arguments.value, .integer(Int64(index)))
          if found.isUndefined { throw run.failure(.lookup, Message.noPosition) }
          return found
        }
        return try run.elements(arguments.value)[index]
      }
    ),
    .init(
      "list",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("list", [], arguments)
        let elements = try run.elements(arguments.value)
        try run.spend(elements.count)
        return .list(elements)
      }
    ),
    .init(
      "items",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("items", [], arguments)
        if case .undefined = arguments.value { return .object(Generator([])) }
        guard case .dict(let dict) = try run.whole(arguments.value) else {
          throw run.failure(.type, Message.noMapping(run.kindName(arguments.value)))
        }
        return .object(Generator(DictView(dict, .items).all))
      }
    ),
    .init("join", join), .init("batch", batch), .init("slice", slice), .init("reverse", reverse),
    .init(
      "sum",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("sum", ["attribute", "start"], arguments)
        var sum = values[1] ?? .integer(0)
        if case .string = run.reveal(sum) { throw run.failure(.type, Message.sumOfTexts) }
        let path = run.isNone(values[0]) ? nil : try run.path(values[0] ?? .none)
        for element in try run.elements(arguments.value) {
          try run.spend()
          let value =
            try path.map { (path) throws(TemplateError) in
              try run.follow(path, from: element)
            } ?? element
          sum = try run.binary(.add, sum, value)
        }
        return sum
      }
    ),
  ]

  private static let count: Filter = { (arguments, run) throws(TemplateError) in
    _ = try run.bind("length", [], arguments)
    return .integer(Int64(try run.length(arguments.value)))
  }

  private static let standard: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("default", ["default_value", "boolean"], arguments)
    let isMissing: Bool
    if case .undefined = arguments.value {
      isMissing = true
    } else if try run.flag(values[1]) {
      isMissing = try !run.isTrue(arguments.value)
    } else {
      isMissing = false
    }
    return isMissing ? values[0] ?? .string("") : arguments.value
  }

  private static let join: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("join", ["d", "attribute"], arguments)
    let path = run.isNone(values[1]) ? nil : try run.path(values[1] ?? .none)
    var elements = try run.elements(arguments.value)
    if let path {
      var followed: [Datum] = []
      for element in elements { followed.append(try run.follow(path, from: element)) }
      elements = followed
    }
    let separator = values[0] ?? .string("")
    var isMarkup = false
    if run.isEscaping {
      isMarkup = try run.soft(separator).isMarkup
      for element in elements where !isMarkup { isMarkup = try run.softIfText(element) }
    }
    let between = isMarkup ? try run.escaped(separator) : try run.text(separator)
    var text = ""
    for (index, element) in elements.enumerated() {
      try run.spend()
      if index > 0 { text += between }
      text += isMarkup ? try run.escaped(element) : try run.text(element)
      try run.allow(bytes: text.utf8.count)
    }
    return isMarkup ? .markup(text) : .string(text)
  }

  private static let batch: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("batch", ["linecount", "fill_with"], required: 1, arguments)
    let size = values[0] ?? .none
    var batches: [Datum] = []
    var current: [Datum] = []
    for element in try run.elements(arguments.value) {
      try run.spend()
      if try run.isEqual(.integer(Int64(current.count)), size) {
        batches.append(.list(current))
        current = []
      }
      current.append(element)
    }
    if !current.isEmpty {
      if !run.isNone(values[1]), let fill = values[1] {
        let count = try run.integer(size, "the count")
        try run.spend(max(0, count))
        while current.count < count { current.append(fill) }
      }
      batches.append(.list(current))
    }
    return .object(Generator(batches))
  }

  private static let slice: Filter = { (arguments, run) throws(TemplateError) in
    let values = try run.bind("slice", ["slices", "fill_with"], required: 1, arguments)
    let elements = try run.elements(arguments.value)
    let count = try run.integer(values[0] ?? .none, "the count")
    guard count != 0 else { throw run.failure(.zeroDivision, Message.noSlices) }
    guard count > 0 else { return .object(Generator([])) }
    try run.spend(count)
    let (size, extra) = elements.count.quotientAndRemainder(dividingBy: count)
    var slices: [Datum] = []
    var start = 0
    for number in 0..<count {
      let end = start + size + (number < extra ? 1 : 0)
      var part = Array(elements[start..<end])
      if number >= extra, !run.isNone(values[1]), let fill = values[1] { part.append(fill) }
      slices.append(.list(part))
      start = end
    }
    return .object(Generator(slices))
  }

  private static let reverse: Filter = { (arguments, run) throws(TemplateError) in
    _ = try run.bind("reverse", [], arguments)
    switch run.reveal(arguments.value) {
    case .string(let text): return .string(String(scalars: text.unicodeScalars.reversed()))
    case .markup(let text): return .markup(String(scalars: text.unicodeScalars.reversed()))
    case .undefined(let undefined): throw run.failure(undefined)
    default:
      do throws(TemplateError) {
        return .object(Generator(try run.elements(arguments.value).reversed()))
      } catch {
        throw error.kind == .type ? run.failure(.argument, error.message) : error
      }
    }
  }
}

extension Run {
  /// The elements of what can be read from its end.
  fileprivate func reversible(_ value: Datum) throws(TemplateError) -> [Datum] {
    if case .object(let object) = reveal(value), object is Generator {
      throw failure(.type, Message.notReversible)
    }
    return try elements(value)
  }

  /// Whether an element to join is markup; other values count as plain text.
  fileprivate func softIfText(_ value: Datum) throws(TemplateError) -> Bool {
    switch reveal(value) {
    case .markup: true
    case .object(let object): object.isMarkup
    default: false
    }
  }

  /// A mapping whose members are computed on demand, as a plain one.
  func whole(_ value: Datum) throws(TemplateError) -> Datum {
    if case .object(let object) = reveal(value), let members = object as? MembersObject {
      return try members.whole(self)
    }
    return reveal(value)
  }

  /// The steps of an attribute path such as `address.0.city`.
  func path(_ value: Datum) throws(TemplateError) -> [Datum] {
    switch reveal(value) {
    case .string(let text), .markup(let text):
      text.split(at: ".").map { part in
        if let first = part.utf8.first, first >= 0x3A, first < 0x80 { return .string(part) }
        if part.allScalars({ $0.properties.numericType == .decimal }), let number = Int64(part) {
          return .integer(number)
        }
        return .string(part)
      }
    case .none: []
    case .undefined(let undefined): throw failure(undefined)
    case let other: [other]
    }
  }

  /// What stands at the end of a path; `fallback` replaces each undefined step.
  func follow(
    _ path: [Datum], from value: Datum, fallback: Datum? = nil
  ) throws(TemplateError) -> Datum {
    var value = value
    for step in path {
      value = try item(value, step)
      if let fallback, case .undefined = value { value = fallback }
    }
    return value
  }

  /// A text in lower case; anything else as it is.
  func ignoringCase(_ value: Datum) throws(TemplateError) -> Datum {
    switch reveal(value) {
    case .string(let text), .markup(let text): .string(text.pythonLowercased)
    case let other: other
    }
  }
}

private enum Message {
  static let noFirst = "there is no first element, the sequence is empty"
  static let noLast = "there is no last element, the sequence is empty"
  static let noRandom = "there is no element, the sequence is empty"
  static let noPosition = "a mapping has no positions"
  static let sumOfTexts = "texts cannot be summed up; join them"
  static let noSlices = "a sequence cannot be cut into zero parts"
  static let notReversible = "what can only be iterated has no last element"
  static func noMapping(_ kind: String) -> String { "a mapping is needed, not \(kind)" }
}
