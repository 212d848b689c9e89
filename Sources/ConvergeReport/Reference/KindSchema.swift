internal import ConvergeCore

/// The part of a manifest's schema that is about one kind.
struct KindSchema {
  private let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  /// Attributes of every resource that are evaluated before it is read.
  static let repeated: [Value.Member] = [
    Value.Member(
      "when",
      .choice([.record(["type": "boolean"]), .record(["type": "string", "minLength": 1])])
        .described("False: it is no part of the run. A bare expression, or a boolean.")),
    Value.Member(
      "for_each",
      .choice([.record(["type": ["array", "object"]]), .expression])
        .described("One for each element; 'item' and 'key' are in scope, also in the name.")),
  ]

  /// An attribute of every resource.
  static func common(_ name: String) -> Value {
    .shared("resource/properties/\(name)")
  }

  /// The section: entries by their names, or a list of names.
  var section: Value {
    var forms: [Value] = [.shared("kind-\(kind.name)"), .record(["type": "null"])]
    if kind.scalarAttribute != nil { forms.append(.shared("text")) }
    if !kind.words.isEmpty { forms.append(.words(kind.words.map(\.word))) }
    forms.append(.expression)
    return .choice([
      .record(["type": "object", "additionalProperties": .choice(forms)]),
      .array(of: .shared("text")), .record(["type": "null"]),
    ]).described(kind.summary)
  }

  /// A resource as a mapping of attributes.
  var attributes: Value {
    let usual: AttributeType = kind.identityAttribute == "path" ? .path : .text
    let name = kind.attribute(kind.identityAttribute)?.type ?? usual
    var members = [
      Value.Member(
        kind.identityAttribute, name.schema.described("What it manages, instead of its key."))
    ]
    if !kind.states.isEmpty {
      let state: Value = .choice([.words(kind.states), .expression])
      members.append(Value.Member("state", state.described("Default: \(kind.states[0]).")))
    }
    members += own.map { Value.Member($0.name, $0.schema) }
    members += Self.repeated.map { Value.Member($0.key, Self.common($0.key)) }
    members += CommonAttributes.specs.map {
      Value.Member($0.name, $0.name == "on_create" ? creation($0) : Self.common($0.name))
    }
    return .record([
      "type": "object", "description": .text(kind.summary), "properties": .mapping(members),
      "additionalProperties": false,
    ])
  }

  /// What may stand in `defaults` for it.
  var defaults: Value {
    let states = kind.states.isEmpty ? [] : ["state"]
    let common = CommonAttributes.specs.map(\.name).filter { $0 != "on_create" }
    return .record([
      "type": ["object", "null"],
      "properties": references(to: states + own.map(\.name) + ["when"] + common),
      "additionalProperties": false,
    ])
  }

  private func creation(_ spec: AttributeSpec) -> Value {
    let names = own.filter { !$0.type.isTemplate }.map(\.name)
    return .record([
      "description": .text(spec.summary), "type": ["object", "null"],
      "properties": references(to: names), "additionalProperties": false,
    ])
  }

  private func references(to names: [String]) -> Value {
    .mapping(names.map { .init($0, .shared("kind-\(kind.name)/properties/\($0)")) })
  }

  private var own: [AttributeSpec] {
    kind.attributes.filter { $0.name != kind.identityAttribute && $0.name != "state" }
  }
}
