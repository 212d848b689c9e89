package import ConvergeCore

/// The JSON Schema (2020-12) of manifests, from the kinds' own declarations: for editors.
///
/// It holds every manifest that converge accepts, read as YAML 1.2. What takes more than the shape
/// of one document to tell (names, references, what attributes mean together) is left to
/// `converge validate`.
package struct ManifestSchema {
  /// What is in every text with an expression.
  static let expressionPattern = #"\$\{\{"#

  private let kinds: [Kind]

  package init(_ kinds: [Kind]) {
    self.kinds = kinds.sorted { ($0.phase, $0.name) < ($1.phase, $1.name) }
  }

  /// The whole schema in JSON, with a line break at its end.
  package var text: String { value.jsonText(isIndented: true) + "\n" }

  /// The whole schema.
  package var value: Value {
    let sections = kinds.map { Value.Member($0.section, KindSchema($0).section) }
    let definitions =
      Self.types
      + [
        Value.Member("resource", Self.resource), Value.Member("parameter", Self.parameter),
        Value.Member("module", Self.module), Value.Member("defaults", defaults),
      ] + kinds.map { Value.Member("kind-\($0.name)", KindSchema($0).attributes) }
    return .record([
      "$schema": "https://json-schema.org/draft/2020-12/schema",
      "$id": "urn:converge:manifest:1",
      "title": "converge manifest",
      "description": "What a host should be, as 'converge apply' makes it.",
      // An empty one declares nothing.
      "type": ["object", "null"],
      "properties": .mapping(Self.header + sections),
      "additionalProperties": false,
      "$defs": .mapping(definitions),
    ])
  }

  // MARK: The document

  private static let header: [Value.Member] = Topic.manifest.keys.map { key in
    let schema: Value =
      switch key.name {
      case "parameters": names(.shared("parameter"))
      case "modules": names(.shared("module"), like: "^[A-Za-z0-9_.-]+$|\(expressionPattern)")
      case "variables", "outputs": names(.mapping([]))
      case "data", "include": paths
      case "defaults": .shared("defaults")
      default: key.type.schema
      }
    return Value.Member(key.name, key.described(schema))
  }

  private static let paths: Value = .choice([
    .shared("text"), .array(of: .shared("text")), .record(["type": "null"]),
  ])

  private static func member(_ name: String, _ schema: Value, _ summary: String) -> Value.Member {
    Value.Member(name, schema.described(summary))
  }

  /// A mapping of names, of those that expressions can use unless said otherwise, or nothing.
  private static func names(
    _ schema: Value, like pattern: String = "^[A-Za-z_][A-Za-z0-9_]*$"
  ) -> Value {
    .record([
      "type": ["object", "null"],
      "propertyNames": .record(["pattern": .text(pattern)]),
      "additionalProperties": schema,
    ])
  }

  private var defaults: Value {
    .record([
      "type": ["object", "null"],
      "properties": .mapping(kinds.map { Value.Member($0.name, KindSchema($0).defaults) }),
      "additionalProperties": false,
    ])
  }

  // MARK: Definitions

  private static let types: [Value.Member] = [
    member("expression", .pattern(expressionPattern), "A text with ${{ an expression }}."),
    Value.Member("text", .record(["type": ["string", "number", "boolean"]])),
    member("path", .pattern("^/|\(expressionPattern)"), "An absolute path."),
    member(
      "mode", .record(["type": ["string", "integer"], "minLength": 1, "minimum": 0]),
      "A file mode: 0644, or u=rw,go=r."),
    member(
      "account", .record(["type": ["string", "integer"], "minLength": 1]), "A name or a number."),
    Value.Member("boolean", .choice([.record(["type": "boolean"]), .expression])),
    member(
      "duration",
      .pattern(
        "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?$|\(expressionPattern)"),
      "250ms, 10s, 5m or 1h30m."),
    member(
      "size",
      .choice([
        .record(["type": "integer", "minimum": 0]),
        .pattern("^[0-9]+([bB]|[kKmMgGtT]([iI]?[bB])?)?$|\(expressionPattern)"),
      ]), "512K, 64M or 2G; powers of 1024."),
    Value.Member("reference", .pattern("^[^/:][^:]*:.|\(expressionPattern)")),
    member(
      "references", .choice([.shared("reference"), .array(of: .shared("reference"))]),
      "Resources, as file:/etc/motd or package:*."),
  ]

  /// What every resource accepts besides `state` and its kind's own attributes.
  private static let resource = Value.record([
    "properties": .mapping(
      Topic.resource.keys.map { key in
        let schema: Value =
          switch key.name {
          case "when": condition
          case "for_each": .choice([.record(["type": ["array", "object"]]), .expression])
          default: key.type.schema
          }
        return Value.Member(key.name, key.described(schema))
      })
  ])

  /// A bare expression is a text like any other.
  private static let condition: Value = .choice([
    .record(["type": "boolean"]), .record(["type": "string", "minLength": 1]),
  ])
}
