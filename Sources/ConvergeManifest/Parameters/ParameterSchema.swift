package import ConvergeCore

/// What a parameter may be, in JSON Schema's words (`language.md`, section 6).
package final class ParameterSchema: Sendable {
  package enum ValueType: String, Sendable, CaseIterable {
    case string, integer, number, boolean, array, object
  }

  /// Nil: anything.
  package let type: ValueType?
  package let allowed: [Value]?
  package let minimum: Double?
  package let maximum: Double?
  package let minLength: Int?
  package let maxLength: Int?
  /// An expression of Python's `re`, found anywhere in the text.
  package let pattern: String?
  package let items: ParameterSchema?
  package let properties: [(name: String, schema: ParameterSchema)]
  package let required: [String]
  package let isSensitive: Bool
  package let summary: String?
  /// Still to be evaluated; nil where a caller has to give a value.
  package let defaultNode: Node?
  package let place: Place

  /// The keys of a schema.
  package static let keys = [
    "type", "default", "enum", "minimum", "maximum", "minLength", "maxLength", "pattern", "items",
    "properties", "required", "sensitive", "description",
  ]

  /// Reads a schema; what is wrong with it is reported, and left out.
  init(_ node: Node, named name: String, reporting problems: inout Diagnostics) {
    var reading = SchemaReading(node, named: name)
    place = node.place
    type = reading.type(&problems)
    allowed = reading.list("enum", &problems)
    minimum = reading.number("minimum", &problems)
    maximum = reading.number("maximum", &problems)
    minLength = reading.count("minLength", &problems)
    maxLength = reading.count("maxLength", &problems)
    pattern = reading.text("pattern", &problems)
    items = node["items"].map { ParameterSchema($0, named: "\(name)[]", reporting: &problems) }
    properties = reading.mapping("properties", &problems).map { entry in
      let key = entry.key.scalar?.text ?? ""
      return (key, ParameterSchema(entry.value, named: "\(name).\(key)", reporting: &problems))
    }
    required = reading.texts("required", &problems)
    isSensitive = reading.boolean("sensitive", &problems)
    summary = reading.text("description", &problems)
    defaultNode = node["default"]
    reading.reportUnknown(&problems)
  }
}

/// Reads the keys of one schema.
private struct SchemaReading {
  private let node: Node
  private let name: String

  init(_ node: Node, named name: String) {
    self.node = node
    self.name = name
  }

  mutating func reportUnknown(_ problems: inout Diagnostics) {
    guard let entries = node.mapping else {
      if node.isNull { return }
      problems.error(Message.noSchema(name), at: node.place, hint: Message.schemaHint(node))
      return
    }
    for entry in entries {
      let key = entry.key.scalar?.text ?? ""
      if ParameterSchema.keys.contains(key) { continue }
      let meant = Self.synonyms[key] ?? nearest(to: key, among: ParameterSchema.keys)
      problems.error(
        Message.unknown(key, name), at: entry.key.place,
        hint: meant.map { "did you mean '\($0)'?" }
          ?? "known are \(ParameterSchema.keys.joined(separator: ", "))")
    }
  }

  private static let synonyms = [
    "min": "minimum", "max": "maximum", "choices": "enum", "secret": "sensitive",
    "no_log": "sensitive", "min_length": "minLength", "max_length": "maxLength",
    "value": "default", "regex": "pattern",
  ]

  mutating func type(_ problems: inout Diagnostics) -> ParameterSchema.ValueType? {
    guard let given = node["type"] else { return nil }
    let word = given.scalar?.text ?? ""
    if let type = ParameterSchema.ValueType(rawValue: word) { return type }
    let words = ParameterSchema.ValueType.allCases.map(\.rawValue)
    let other = ["str": "string", "int": "integer", "float": "number", "bool": "boolean"]
    let others = ["list": "array", "dict": "object", "map": "object"]
    let meant = other[word] ?? others[word] ?? nearest(to: word, among: words)
    problems.error(
      Message.unknownType(word), at: given.place,
      hint: meant.map { "did you mean '\($0)'?" } ?? "one of \(words.joined(separator: ", "))")
    return nil
  }

  mutating func list(_ key: String, _ problems: inout Diagnostics) -> [Value]? {
    guard let given = node[key] else { return nil }
    guard let nodes = given.sequence, !nodes.isEmpty else {
      problems.error(Message.mustBe(key, name, "a list of values"), at: given.place)
      return nil
    }
    return nodes.map(\.value)
  }

  mutating func texts(_ key: String, _ problems: inout Diagnostics) -> [String] {
    guard let given = node[key] else { return [] }
    guard AttributeType.list(.text).check(given, named: "\(name).\(key)", reporting: &problems)
    else { return [] }
    return given.sequence?.compactMap { $0.scalar?.text } ?? []
  }

  mutating func mapping(_ key: String, _ problems: inout Diagnostics) -> [Node.Entry] {
    guard let given = node[key] else { return [] }
    if let entries = given.mapping { return entries }
    problems.error(Message.mustBe(key, name, "a mapping of names to schemas"), at: given.place)
    return []
  }

  mutating func number(_ key: String, _ problems: inout Diagnostics) -> Double? {
    guard let given = node[key] else { return nil }
    switch given.value {
    case .integer(let number): return Double(number)
    case .float(let number) where number.isFinite: return number
    default:
      problems.error(Message.mustBe(key, name, "a number"), at: given.place)
      return nil
    }
  }

  mutating func count(_ key: String, _ problems: inout Diagnostics) -> Int? {
    guard let given = node[key] else { return nil }
    if let number = given.value.integer, number >= 0 { return Int(number) }
    problems.error(Message.mustBe(key, name, "a number of characters"), at: given.place)
    return nil
  }

  mutating func text(_ key: String, _ problems: inout Diagnostics) -> String? {
    guard let given = node[key],
      AttributeType.text.check(given, named: "\(name).\(key)", reporting: &problems)
    else { return nil }
    return given.scalar?.text
  }

  mutating func boolean(_ key: String, _ problems: inout Diagnostics) -> Bool {
    guard let given = node[key],
      AttributeType.boolean.check(given, named: "\(name).\(key)", reporting: &problems)
    else { return false }
    return given.value.boolean ?? false
  }
}

private enum Message {
  static func noSchema(_ name: String) -> String {
    "the parameter '\(name)' must be a mapping that says what it may be"
  }
  static func schemaHint(_ node: Node) -> String {
    guard let scalar = node.scalar else { return "write { type: array }" }
    let word = scalar.text
    return ParameterSchema.ValueType(rawValue: word) == nil
      ? "for a default write { default: \(word) }" : "write { type: \(word) }"
  }
  static func unknown(_ key: String, _ name: String) -> String {
    "unknown key '\(key)' of the parameter '\(name)'"
  }
  static func unknownType(_ word: String) -> String { "'\(word)' is no type of a parameter" }
  static func mustBe(_ key: String, _ name: String, _ what: String) -> String {
    "'\(key)' of the parameter '\(name)' must be \(what)"
  }
}
