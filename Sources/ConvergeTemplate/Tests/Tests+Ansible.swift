/// Tests of Ansible beside those on texts and sets.
extension Tests {
  static let versionTable: [NamedTest] = [version("version"), version("version_compare")]

  static let truthTable: [NamedTest] = [
    truth("truthy", wanted: true), truth("falsy", wanted: false),
    number("nan"), number("isnan"), path("abs"), path("is_abs"),
  ]

  private static func truth(_ name: String, wanted: Bool) -> NamedTest {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        let values = try run.bind(name, ["convert_bool"], arguments)
        var value = arguments.value
        if try run.flag(values[0]), let words = Filters.named("bool") {
          value = try words.body(Arguments(value: value), run)
        }
        return try run.isTrue(value) == wanted
      }
    )
  }

  private static func number(_ name: String) -> NamedTest {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind(name, [], arguments)
        if case .undefined(let undefined) = arguments.value { throw run.failure(undefined) }
        return run.reveal(arguments.value).number?.asDouble.isNaN ?? false
      }
    )
  }

  private static func path(_ name: String) -> NamedTest {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        _ = try run.bind(name, [], arguments)
        return try run.string(arguments.value, "the path").hasTextPrefix("/")
      }
    )
  }

  private static func version(_ name: String) -> NamedTest {
    .init(
      name,
      { (arguments, run) throws(TemplateError) in
        let parameters = ["version", "operator", "strict", "version_type"]
        let values = try run.bind(name, parameters, required: 1, arguments)
        let left = try run.text(arguments.value)
        let right = try run.text(values[0] ?? .none)
        guard !left.isEmpty, !right.isEmpty else { throw run.failure(.type, Message.empty) }
        let kind = try run.string(values[3] ?? .string("loose"), "'version_type'")
        let order: Int?
        switch kind {
        case "loose": order = VersionOrder.loose(left, right)
        case "semver", "semantic": order = VersionOrder.semantic(left, right)
        default: throw run.failure(.type, Message.kind)
        }
        if run.isNone(values[2]) == false, try run.flag(values[2]) {
          throw run.failure(.type, Message.kind)
        }
        guard let order else { throw run.failure(.type, Message.noOrder) }
        let sign = try run.string(values[1] ?? .string("eq"), "'operator'")
        switch sign {
        case "==", "=", "eq": return order == 0
        case "!=", "<>", "ne": return order != 0
        case "<", "lt": return order < 0
        case "<=", "le": return order <= 0
        case ">", "gt": return order > 0
        case ">=", "ge": return order >= 0
        default: throw run.failure(.type, Message.sign)
        }
      }
    )
  }
}

private enum Message {
  static let empty = "a version cannot be empty"
  static let kind = "the type of a version must be 'loose' or 'semver'"
  static let noOrder = "the versions cannot be compared"
  static let sign = "the operator must be one of '==', '!=', '<', '<=', '>' and '>='"
}
