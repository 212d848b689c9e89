/// Filters that apply other filters and tests to each element.
extension Filters {
  static let selectionTable: [NamedFilter] = [
    .init("map", map),
    .init(
      "select",
      { (arguments, run) throws(TemplateError) in
        try select(arguments, run, byAttribute: false, wanted: true)
      }
    ),
    .init(
      "reject",
      { (arguments, run) throws(TemplateError) in
        try select(arguments, run, byAttribute: false, wanted: false)
      }
    ),
    .init(
      "selectattr",
      { (arguments, run) throws(TemplateError) in
        try select(arguments, run, byAttribute: true, wanted: true)
      }
    ),
    .init(
      "rejectattr",
      { (arguments, run) throws(TemplateError) in
        try select(arguments, run, byAttribute: true, wanted: false)
      }
    ),
    .init(
      "attr",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("attr", ["name"], required: 1, arguments)
        return try run.attributeOnly(
          arguments.value, try run.string(values[0] ?? .none, "the name of an attribute"))
      }
    ),
  ]

  private static let map: Filter = { (arguments, run) throws(TemplateError) in
    guard try run.isTrue(arguments.value) else { return .object(Generator([])) }
    var arguments = arguments
    let value = arguments.value
    var result: [Datum] = []
    if arguments.positional.isEmpty, let attribute = arguments.take("attribute") {
      let fallback = arguments.take("default")
      if let other = arguments.named.first {
        throw run.failure(.argument, Message.unknown(other.name))
      }
      let path = try run.path(attribute)
      for element in try run.elements(value) {
        try run.spend()
        result.append(
          try run.follow(path, from: element, fallback: run.isNone(fallback) ? nil : fallback))
      }
      return .object(Generator(result))
    }
    guard !arguments.positional.isEmpty else { throw run.failure(.argument, Message.noFilter) }
    let name = try run.string(arguments.positional.removeFirst(), "the name of a filter")
    let known = named(name)
    for element in try run.elements(value) {
      guard let filter = known else { throw run.unknownFilter(name) }
      try run.spend()
      arguments.value = element
      result.append(
        try run.marking { () throws(TemplateError) in try filter.body(arguments, run) })
    }
    return .object(Generator(result))
  }

  private static func select(
    _ arguments: Arguments, _ run: Run, byAttribute: Bool, wanted: Bool
  ) throws(TemplateError) -> Datum {
    guard try run.isTrue(arguments.value) else { return .object(Generator([])) }
    var arguments = arguments
    let value = arguments.value
    var path: [Datum] = []
    if byAttribute {
      guard !arguments.positional.isEmpty else {
        throw run.failure(.argument, Message.noAttribute)
      }
      path = try run.path(arguments.positional.removeFirst())
    }
    var test: NamedTest?
    if !arguments.positional.isEmpty {
      let name = try run.string(arguments.positional.removeFirst(), "the name of a test")
      test = Tests.named(name)
      if test == nil, try !run.elements(value).isEmpty { throw run.unknownTest(name) }
    }
    var result: [Datum] = []
    for element in try run.elements(value) {
      try run.spend()
      let subject = try run.follow(path, from: element)
      let holds: Bool
      if let test {
        arguments.value = subject
        holds = try test.body(arguments, run)
      } else {
        holds = try run.isTrue(subject)
      }
      if holds == wanted { result.append(element) }
    }
    return .object(Generator(result))
  }
}

private enum Message {
  static let noFilter = "'map' needs the name of a filter, or 'attribute'"
  static let noAttribute = "the name of an attribute is missing"
  static func unknown(_ name: String) -> String { "'map' takes no '\(name)'" }
}
