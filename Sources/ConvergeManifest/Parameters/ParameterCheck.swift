internal import ConvergeCore
internal import ConvergeTemplate

/// Holds a value against a parameter's schema.
struct ParameterCheck {
  /// `workers`, `listeners[2].port`.
  let name: String
  let schema: ParameterSchema
  /// Said behind the complaint: where the value came from, when that is no place in a text.
  var given = ""

  /// The node as the schema has it: what is text by type is text, also where it looks like a number.
  ///
  /// - Returns: nil after a problem was reported.
  func check(_ node: Node, reporting problems: inout Diagnostics) -> Node? {
    guard let typed = typed(node) else {
      problems.error(
        Message.wrongType(name, schema.type?.rawValue ?? "value", shown(node)) + given,
        at: node.place, hint: hint(node))
      return nil
    }
    var found = Diagnostics()
    let value = typed.value
    if let allowed = schema.allowed, !allowed.contains(Self.open(value)) {
      found.error(
        Message.notAllowed(name, shown(node)) + given, at: node.place,
        hint: "one of \(allowed.map { $0.jsonText() }.joined(separator: ", "))")
    }
    checkRange(value, node, &found)
    checkText(typed, &found)
    let result = checkMembers(typed, &found)
    problems.append(contentsOf: found)
    return found.hasErrors ? nil : result
  }

  private static func open(_ value: Value) -> Value {
    if case .sensitive(let inner) = value { inner } else { value }
  }

  private func shown(_ node: Node) -> String {
    if schema.isSensitive || node.value.isSensitive { return "(sensitive)" }
    return node.scalar.map { "'\($0.text)'" }
      ?? (node.sequence == nil ? "a mapping" : "a list")
  }

  private func typed(_ node: Node) -> Node? {
    let value = Self.open(node.value)
    switch (schema.type, value) {
    case (nil, _), (.integer, .integer), (.number, .integer), (.boolean, .boolean),
      (.array, .list), (.object, .mapping):
      return node
    case (.number, .float(let number)): return number.isFinite ? node : nil
    case (.integer, .float(let number)):
      guard let whole = Int64(exactly: number) else { return nil }
      return Node(value: .integer(whole), at: node.place)
    case (.string, _):
      guard let scalar = node.scalar, !scalar.isNull else { return nil }
      return Node(
        .scalar(Scalar(scalar.text, isPlain: false, isSensitive: scalar.isSensitive)),
        at: node.place)
    default: return nil
    }
  }

  private func hint(_ node: Node) -> String? {
    guard let scalar = node.scalar, !scalar.isSensitive, !schema.isSensitive else { return nil }
    if schema.type == .boolean { return "write true or false" }
    if !scalar.isPlain,
      typed(Node(.scalar(Scalar(scalar.text, isPlain: true)), at: node.place)) != nil
    {
      return "write it without quotes"
    }
    if schema.type == .array { return "write [\(scalar.text)]" }
    return nil
  }

  private func checkRange(_ value: Value, _ node: Node, _ problems: inout Diagnostics) {
    let number: Double
    switch Self.open(value) {
    case .integer(let integer): number = Double(integer)
    case .float(let float): number = float
    default: return
    }
    if let minimum = schema.minimum, number < minimum {
      problems.error(
        Message.tooSmall(name, shown(node), Self.text(minimum)) + given, at: node.place)
    }
    if let maximum = schema.maximum, number > maximum {
      problems.error(
        Message.tooLarge(name, shown(node), Self.text(maximum)) + given, at: node.place)
    }
  }

  private static func text(_ number: Double) -> String {
    Int64(exactly: number).map { "\($0)" } ?? "\(number)"
  }

  private func checkText(_ node: Node, _ problems: inout Diagnostics) {
    guard let text = Self.open(node.value).text else { return }
    let length = text.unicodeScalars.count
    if let least = schema.minLength, length < least {
      problems.error(Message.tooShort(name, length, least) + given, at: node.place)
    }
    if let most = schema.maxLength, length > most {
      problems.error(Message.tooLong(name, length, most) + given, at: node.place)
    }
    if let pattern = schema.pattern { checkPattern(pattern, text, node, &problems) }
  }

  private func checkPattern(
    _ pattern: String, _ text: String, _ node: Node, _ problems: inout Diagnostics
  ) {
    do throws(TemplateError) {
      let engine = TemplateEngine()
      let search = try engine.expression("text is search(pattern)", at: schema.place)
      let found = try engine.evaluate(
        search, names: ["text": .value(.text(text)), "pattern": .value(.text(pattern))])
      if found == .boolean(true) { return }
      problems.error(Message.noMatch(name, shown(node), pattern) + given, at: node.place)
    } catch {
      problems.error(Message.badPattern(name, error.message), at: schema.place)
    }
  }

  private func checkMembers(_ node: Node, _ problems: inout Diagnostics) -> Node {
    if let items = schema.items, let nodes = node.sequence {
      let checked = nodes.enumerated().map { index, element in
        ParameterCheck(name: "\(name)[\(index)]", schema: items, given: given)
          .check(element, reporting: &problems) ?? element
      }
      return Node(.sequence(checked), at: node.place)
    }
    guard let entries = node.mapping, !schema.properties.isEmpty || !schema.required.isEmpty else {
      return node
    }
    for required in schema.required where node[required] == nil {
      problems.error(Message.missing(name, required) + given, at: node.place)
    }
    let checked = entries.map { entry in
      let key = entry.key.scalar?.text ?? ""
      guard let property = schema.properties.first(where: { $0.name == key }) else {
        let close = nearest(to: key, among: schema.properties.map(\.name))
        // JSON Schema takes further keys; one that is nearly known is a slip.
        if let close {
          problems.warning(
            Message.unknown(name, key) + given, at: entry.key.place,
            hint: "did you mean '\(close)'?")
        }
        return entry
      }
      let value = ParameterCheck(name: "\(name).\(key)", schema: property.schema, given: given)
        .check(entry.value, reporting: &problems)
      return Node.Entry(key: entry.key, value: value ?? entry.value)
    }
    return Node(.mapping(checked), at: node.place)
  }
}

private enum Message {
  static func wrongType(_ name: String, _ type: String, _ shown: String) -> String {
    let article = type.first.map { "aeiou".contains($0) } == true ? "an" : "a"
    return "the parameter '\(name)' must be \(article) \(type), not \(shown)"
  }
  static func notAllowed(_ name: String, _ shown: String) -> String {
    "the parameter '\(name)' cannot be \(shown)"
  }
  static func tooSmall(_ name: String, _ shown: String, _ least: String) -> String {
    "the parameter '\(name)' is at least \(least), not \(shown)"
  }
  static func tooLarge(_ name: String, _ shown: String, _ most: String) -> String {
    "the parameter '\(name)' is at most \(most), not \(shown)"
  }
  static func tooShort(_ name: String, _ length: Int, _ least: Int) -> String {
    "the parameter '\(name)' has \(length) characters, at least \(least) are wanted"
  }
  static func tooLong(_ name: String, _ length: Int, _ most: Int) -> String {
    "the parameter '\(name)' has \(length) characters, at most \(most) are taken"
  }
  static func noMatch(_ name: String, _ shown: String, _ pattern: String) -> String {
    "the parameter '\(name)' must match '\(pattern)', and \(shown) does not"
  }
  static func badPattern(_ name: String, _ why: String) -> String {
    "the pattern of the parameter '\(name)' is wrong: \(why)"
  }
  static func missing(_ name: String, _ key: String) -> String {
    "the parameter '\(name)' lacks '\(key)'"
  }
  static func unknown(_ name: String, _ key: String) -> String {
    "the parameter '\(name)' has no '\(key)'"
  }
}
