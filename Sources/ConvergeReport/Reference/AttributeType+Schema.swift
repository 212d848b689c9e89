internal import ConvergeCore

/// The JSON Schema (2020-12) of what may be written for an attribute.
///
/// It holds what stands in the text, scalars resolved by YAML's core schema, before expressions are
/// evaluated: so wherever no text is wanted, a text with an expression may stand, and `mode: 0644`
/// is a number.
extension AttributeType {
  var schema: Value {
    switch self {
    case .text, .argument, .source, .template: .shared("text")
    case .path: .shared("path")
    case .any: .mapping([])
    case .mode: .shared("mode")
    case .account: .shared("account")
    case .boolean: .shared("boolean")
    case .duration: .shared("duration")
    case .size: .shared("size")
    case .references: .shared("references")
    default: .choice(alternatives)
    }
  }

  /// Of what has no definition of its own, each form that it can have.
  private var alternatives: [Value] {
    switch self {
    case .integer(let range): [.bounded("integer", range.bounds), .expression]
    case .number(let range):
      [.bounded("number", range.bounds), .pattern(Self.numberPattern), .expression]
    case .words(let words): [.words(words), .expression]
    case .list(let element): [.array(of: element.schema), .expression]
    // An expression gives an element or the whole list.
    case .listOrOne(let element): [element.schema, .array(of: element.schema), .expression]
    case .mapping(let element):
      [.record(["type": "object", "additionalProperties": element.schema]), .expression]
    case .record(let fields): [.object(fields.map { ($0.name, $0.schema) }), .expression]
    case .either(let types): types.map(\.schema)
    default: [schema]
    }
  }

  private static let numberPattern = #"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"#
}

extension AttributeSpec {
  /// The schema of its type with what the reference says of it.
  var schema: Value { described(type.schema) }

  /// Another schema with what the reference says of it.
  func described(_ schema: Value) -> Value {
    schema.described(summary + (defaultText.map { " Default: \($0)." } ?? ""))
  }
}

extension Value {
  /// A definition that several places refer to.
  static func shared(_ name: String) -> Value {
    .record(["$ref": .text("#/$defs/\(name)")])
  }

  /// A text with an expression in it, which becomes anything.
  static var expression: Value { shared("expression") }

  static func choice(_ schemas: [Value]) -> Value {
    schemas.count == 1 ? schemas[0] : .record(["anyOf": .list(schemas)])
  }

  static func array(of element: Value) -> Value {
    .record(["type": "array", "items": element])
  }

  static func pattern(_ pattern: String) -> Value {
    .record(["type": "string", "pattern": .text(pattern)])
  }

  /// Words as the core schema reads them, quoted or not.
  static func words(_ words: [String]) -> Value {
    let plain = words.map { Scalar($0, isPlain: true).resolved }
    let quoted = words.map { Value.text($0) }.filter { !plain.contains($0) }
    return .record(["enum": .list(plain + quoted)])
  }

  static func bounded(_ type: String, _ bounds: [Value.Member]) -> Value {
    .mapping([Member("type", .text(type))] + bounds)
  }

  /// A mapping with these keys and no others, but for those that an expression gives.
  static func object(_ fields: [(name: String, schema: Value)]) -> Value {
    .record([
      "type": "object",
      "properties": .mapping(fields.map { Member($0.name, $0.schema) }),
      "patternProperties": .record([ManifestSchema.expressionPattern: .mapping([])]),
      "additionalProperties": false,
    ])
  }

  func described(_ summary: String) -> Value {
    .mapping([Member("description", .text(summary))] + (members ?? []))
  }
}

extension ClosedRange<Int64> {
  fileprivate var bounds: [Value.Member] {
    (lowerBound == .min ? [] : [Value.Member("minimum", .integer(lowerBound))])
      + (upperBound == .max ? [] : [Value.Member("maximum", .integer(upperBound))])
  }
}

extension ClosedRange<Double> {
  fileprivate var bounds: [Value.Member] {
    (lowerBound > -.greatestFiniteMagnitude
      ? [Value.Member("minimum", .float(lowerBound))] : [])
      + (upperBound < .greatestFiniteMagnitude
        ? [Value.Member("maximum", .float(upperBound))] : [])
  }
}
