internal import ConvergeCore

extension ManifestSchema {
  /// A parameter's own schema: these words are read as they stand, without expressions, but for the
  /// default.
  static let parameter: Value = .record([
    "type": ["object", "null"],
    "properties": .mapping(
      Topic.parameters.keys.map { key in
        let schema: Value =
          switch (key.name, key.type) {
          case ("enum", _): .record(["type": "array", "minItems": 1])
          case ("items", _): .shared("parameter")
          case ("properties", _):
            .record(["type": "object", "additionalProperties": .shared("parameter")])
          case ("required", _): .array(of: .shared("text"))
          case (_, .words(let words)): .words(words)
          case (_, .number): .record(["type": "number"])
          case (_, .integer): .record(["type": "integer", "minimum": 0])
          case (_, .boolean): .record(["type": "boolean"])
          default: key.type.schema
          }
        return Value.Member(key.name, key.described(schema))
      }),
    "additionalProperties": false,
  ])

  /// A name, a path, a repository of another host, or a text with an expression.
  private static let sourcePattern =
    #"^(\.{0,2}/|[A-Za-z0-9_.-]+$|git\+(https|ssh|file)://)|"# + expressionPattern

  /// A use of a module.
  static let module: Value = .record([
    "type": "object",
    "properties": .mapping(
      Topic.modules.keys.map { key in
        let schema: Value =
          switch key.name {
          case "source":
            key.described(.record(["$ref": "#/$defs/text", "pattern": .text(sourcePattern)]))
          case "with":
            key.described(.choice([.record(["type": ["object", "null"]]), .expression]))
          default: KindSchema.common(key.name)
          }
        return Value.Member(key.name, schema)
      }),
    "required": ["source"],
    "additionalProperties": false,
  ])
}
