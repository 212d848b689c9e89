internal import ConvergeCore

extension ManifestSchema {
  /// A parameter's own schema: these words are read as they stand, without expressions, but for the
  /// default.
  static let parameter: Value = .record([
    "type": ["object", "null"],
    "properties": .mapping([
      word(
        "type", .words(["string", "integer", "number", "boolean", "array", "object"]), "Its type."),
      word("default", .mapping([]), "Without one a caller has to set it."),
      word("enum", .record(["type": "array", "minItems": 1]), "All that it may be."),
      word("minimum", .record(["type": "number"]), "Of a number."),
      word("maximum", .record(["type": "number"]), "Of a number."),
      word("minLength", count, "In characters; of a list, in elements."),
      word("maxLength", count, "In characters; of a list, in elements."),
      word("pattern", .shared("text"), "What a text must have in it, in Python's syntax."),
      word("items", .shared("parameter"), "Of each element of a list."),
      word(
        "properties",
        .record(["type": "object", "additionalProperties": .shared("parameter")]),
        "Of each key of a mapping."),
      word("required", .array(of: .shared("text")), "The keys that a mapping must have."),
      word(
        "sensitive", .record(["type": "boolean"]), "True: it is never shown. Default: false."),
      word("description", .shared("text"), "What it is for."),
    ]),
    "additionalProperties": false,
  ])

  /// A use of a module.
  static let module: Value = .record([
    "type": "object",
    "properties": .mapping(
      [
        word(
          "source", .shared("text"),
          "A name in the module path, ./a/path, or git+https://host/repo//dir?ref=v1.2."),
        word(
          "with", .choice([.record(["type": ["object", "null"]]), .expression]),
          "The module's parameters."),
      ]
        + ["when", "for_each", "require", "before", "after", "tags", "enforce"].map {
          Value.Member($0, KindSchema.common($0))
        }),
    "additionalProperties": false,
  ])

  private static let count: Value = .record(["type": "integer", "minimum": 0])

  private static func word(_ name: String, _ schema: Value, _ summary: String) -> Value.Member {
    Value.Member(name, schema.described(summary))
  }
}
