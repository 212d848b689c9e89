internal import ConvergeCore

/// The part of a manifest's schema that is about one kind.
struct KindSchema {
  private let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

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
    let specs = [kind.identitySpec, kind.stateSpec].compactMap(\.self) + own
    let members =
      specs.map { Value.Member($0.name, $0.schema) }
      + Topic.resource.keys.map {
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
    let common = Topic.resource.keys.map(\.name).filter { $0 != "on_create" && $0 != "for_each" }
    return .record([
      "type": ["object", "null"],
      "properties": references(to: states + own.map(\.name) + common),
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
