package import ConvergeCore

/// A part of the manifest language that is no kind, with the keys that it has: for the schema and
/// `explain`.
package struct Topic: Sendable {
  /// What `explain` calls it: `parameters`.
  package let name: String
  /// One sentence.
  package let summary: String
  package let keys: [AttributeSpec]

  /// All of them.
  package static let all: [Topic] = [manifest, resource, parameters, modules]

  /// Whether a user means it by this name; one thing of several is called in the singular.
  package func isCalled(_ name: String) -> Bool { self.name == name || self.name == name + "s" }

  /// A key of it.
  package func key(_ name: String) -> AttributeSpec? { keys.first { $0.name == name } }

  /// A document's top level, besides the sections of the kinds.
  package static let manifest = Topic(
    name: "manifest", summary: "A document's top level, besides a section for each kind.",
    keys: [
      key("converge", .text, "The language version that it needs, as \">=1.0\"."),
      key("name", .text, "What it is remembered by.", default: "its file's name"),
      key("description", .text, "What it is for."),
      key("parameters", .mapping(.any), "What a caller may set: names and their schemas."),
      key("variables", .mapping(.any), "Named values, which may use one another."),
      key(
        "data", .listOrOne(.source),
        "Data files, the strongest first; those that are missing are skipped."),
      key(
        "include", .listOrOne(.source),
        "Manifests or patterns of them, merged in; relative to this one."),
      key("modules", .mapping(.any), "Uses of modules, by names of their own."),
      key(
        "defaults", .mapping(.any),
        "For each kind, what every resource of it in this document starts from."),
      key("outputs", .mapping(.any), "Named values, printed after an apply."),
    ])

  /// What every resource accepts.
  package static let resource = Topic(
    name: "resource", summary: "What every resource accepts besides its kind's own attributes.",
    keys: [
      key(
        "when", .either([.boolean, .text]),
        "False: it is no part of the run. A bare expression, or a boolean."),
      key(
        "for_each", .either([.list(.any), .mapping(.any)]),
        "One for each element; `item` and `key` are in scope, also in the entry's key."),
    ] + CommonAttributes.specs)

  /// The words of a parameter's schema.
  static let parameters = Topic(
    name: "parameters", summary: "The schema of a parameter, in JSON Schema's words.",
    keys: [
      key(
        "type", .words(["string", "integer", "number", "boolean", "array", "object"]), "Its type.",
        default: "any"),
      key(
        "default", .any,
        "Its value where nobody sets it; may use facts, `env()` and other parameters."),
      key("enum", .list(.any), "All that it may be."),
      key("minimum", .number(-.infinity ... .infinity), "The least number."),
      key("maximum", .number(-.infinity ... .infinity), "The largest number."),
      key("minLength", .integer(0...Int64.max), "The least number of characters."),
      key("maxLength", .integer(0...Int64.max), "The largest number of characters."),
      key("pattern", .text, "What a text must have in it, a regular expression as Python's."),
      key("items", .any, "The schema of each element of a list."),
      key("properties", .mapping(.any), "The schemas of a mapping's keys."),
      key("required", .list(.text), "The keys that a mapping must have."),
      key("sensitive", .boolean, "True: it is never shown.", default: "false"),
      key("description", .text, "What it is for."),
    ])

  /// A use of a module.
  static let modules = Topic(
    name: "modules", summary: "A use of a module.",
    keys: [
      key(
        "source", .text,
        """
        A name in the module path, `./a/path`, or a directory of a repository of another host, as \
        `git+https://host/repo//dir?ref=v1.2`, also `git+ssh` and `git+file`; 'converge module \
        fetch' fetches it.
        """),
      key("with", .mapping(.any), "The module's parameters."),
    ]
      + ["when", "for_each", "require", "before", "after", "tags", "enforce"]
      .compactMap(resource.key))

  private static func key(
    _ name: String, _ type: AttributeType, _ summary: String, default value: String? = nil
  ) -> AttributeSpec {
    AttributeSpec(name, type, summary, default: value, onChange: .none)
  }
}
