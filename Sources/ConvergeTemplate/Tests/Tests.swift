/// A test: what stands before `is` is the first of its arguments.
typealias Test = @Sendable (Arguments, Run) throws(TemplateError) -> Bool

/// A test with its name.
struct NamedTest: Sendable {
  let name: String
  let body: Test

  init(_ name: String, _ body: @escaping Test) {
    self.name = name
    self.body = body
  }
}

/// All tests by name.
enum Tests {
  static func named(_ name: String) -> NamedTest? { all[name] }

  static let names: [String] = all.keys.sorted()

  private static let all: [String: NamedTest] = {
    var all: [String: NamedTest] = [:]
    for table in [
      typeTable, numberTable, textTable, relationTable, ansibleTable, versionTable, truthTable,
    ] {
      for test in table { all[test.name] = test }
    }
    return all
  }()

  private static func check(
    _ name: String, _ holds: @escaping @Sendable (Datum) -> Bool
  ) -> NamedTest {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind(name, [], arguments)
        return holds(arguments.value.inner)
      }
    )
  }

  private static let typeTable: [NamedTest] = [
    check("defined") { !$0.isUndefined },
    check("undefined", \.isUndefined),
    check("none") { if case .none = $0 { true } else { false } },
    check("boolean") { if case .boolean = $0 { true } else { false } },
    check("true") { if case .boolean(true) = $0 { true } else { false } },
    check("false") { if case .boolean(false) = $0 { true } else { false } },
    check("integer") { if case .integer = $0 { true } else { false } },
    check("float") { if case .float = $0 { true } else { false } },
    check("number") { $0.number != nil },
    check("string") {
      switch $0 {
      case .string, .markup: true
      default: false
      }
    },
    check("mapping") {
      switch $0 {
      case .dict: true
      case .object(let object): object.isMapping
      default: false
      }
    },
    check("callable") {
      switch $0 {
      case .object(let object): object.isCallable
      // What is undefined can be called in Jinja2, which is how it reports itself.
      case .undefined: true
      default: false
      }
    },
    check("escaped") {
      switch $0 {
      case .markup: true
      case .object(let object): object.isMarkup
      default: false
      }
    },
    check("sequence") {
      switch $0 {
      case .string, .markup, .list, .tuple, .dict: true
      case .object(let object): object is RangeObject || object.isMapping
      default: false
      }
    },
    .init(
      "iterable",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("iterable", [], arguments)
        switch arguments.value.inner {
        case .string, .markup, .list, .tuple, .dict: return true
        case .undefined(let undefined):
          if undefined.isLenient { return true }
          throw run.failure(undefined)
        case .object(let object): return object.isData || object is LoopObject
        default: return false
        }
      }
    ),
  ]

  private static let numberTable: [NamedTest] = [
    .init(
      "odd",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("odd", [], arguments)
        return try run.remainder(arguments.value, .integer(2), is: 1)
      }
    ),
    .init(
      "even",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("even", [], arguments)
        return try run.remainder(arguments.value, .integer(2), is: 0)
      }
    ),
    .init(
      "divisibleby",
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind("divisibleby", ["num"], required: 1, arguments)
        return try run.remainder(arguments.value, values[0] ?? .none, is: 0)
      }
    ),
  ]

  private static let textTable: [NamedTest] = [
    .init(
      "lower",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("lower", [], arguments)
        return try run.text(arguments.value).isLowercaseText
      }
    ),
    .init(
      "upper",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("upper", [], arguments)
        return try run.text(arguments.value).isUppercaseText
      }
    ),
    .init(
      "filter",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("filter", [], arguments)
        _ = try run.hash(arguments.value)
        guard case .string(let name) = arguments.value.inner else { return false }
        return Filters.named(name) != nil
      }
    ),
    .init(
      "test",
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind("test", [], arguments)
        _ = try run.hash(arguments.value)
        guard case .string(let name) = arguments.value.inner else { return false }
        return named(name) != nil
      }
    ),
  ]

  private static let relationTable: [NamedTest] = {
    let signs: [(ComparisonCode.Sign, [String])] = [
      (.equal, ["==", "eq", "equalto"]), (.unequal, ["!=", "ne"]),
      (.greater, [">", "gt", "greaterthan"]), (.atLeast, [">=", "ge"]),
      (.less, ["<", "lt", "lessthan"]), (.atMost, ["<=", "le"]), (.isIn, ["in"]),
    ]
    var table: [NamedTest] = []
    for (sign, names) in signs {
      for name in names {
        table.append(
          NamedTest(
            name,
            { (arguments, run) throws(TemplateError) in
              let values = try run.bind(name, ["other"], required: 1, arguments)
              return try run.compare(sign, arguments.value, values[0] ?? .none)
            }
          ))
      }
    }
    table.append(
      NamedTest(
        "sameas",
        { (arguments, run) throws(TemplateError) in
          let values = try run.bind("sameas", ["other"], required: 1, arguments)
          return run.isIdentical(arguments.value, values[0] ?? .none)
        }
      ))
    return table
  }()
}

extension Datum {
  /// What is inside, for questions whose answer tells nothing of the content.
  var inner: Datum { if case .sensitive(let box) = self { box.inner } else { self } }
}

extension Run {
  fileprivate func remainder(
    _ value: Datum, _ divisor: Datum, is wanted: Int64
  ) throws(TemplateError) -> Bool {
    try isEqual(binary(.remainder, reveal(value), reveal(divisor)), .integer(wanted))
  }
}
