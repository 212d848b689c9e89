/// A fact, or a value in one: for reading and for the reference alike.
package struct FactSpec: Sendable {
  package let name: String
  package let type: FactType
  /// Of a number: `bytes`, `seconds since 1970`.
  package let unit: String?
  /// One or two sentences.
  package let summary: String
  /// Where it is read, as whoever wants to check it would look.
  package let source: String

  package init(
    _ name: String, _ type: FactType, unit: String? = nil, _ summary: String, from source: String
  ) {
    self.name = name
    self.type = type
    self.unit = unit
    self.summary = summary
    self.source = source
  }
}

/// What a fact can be. Each value can also be null: the host does not tell.
package indirect enum FactType: Sendable {
  case text
  case integer
  case boolean
  case list(FactType)
  /// With exactly these keys.
  case record([FactSpec])
  /// With keys of the host's own, of which an example is given.
  case mapping(example: String, FactType)
  /// Whatever its owner writes.
  case any

  /// For a person.
  package var name: String {
    switch self {
    case .text: "text"
    case .integer: "integer"
    case .boolean: "boolean"
    case .list(let element): "list of \(element.plural)"
    case .record: "mapping"
    case .mapping: "mapping"
    case .any: "any"
    }
  }

  private var plural: String {
    switch self {
    case .text: "texts"
    case .integer: "integers"
    case .boolean: "booleans"
    case .list: "lists"
    case .record, .mapping: "mappings"
    case .any: "values"
    }
  }

  /// Whether a value is of the type, or null.
  package func holds(_ value: Value) -> Bool {
    switch (self, value) {
    case (_, .null), (.any, _), (.text, .text), (.integer, .integer), (.boolean, .boolean): true
    case (.list(let element), .list(let values)): values.allSatisfy(element.holds)
    case (.mapping(_, let element), .mapping(let members)):
      members.allSatisfy { element.holds($0.value) }
    case (.record(let fields), .mapping(let members)):
      fields.map(\.name) == members.map(\.key)
        && zip(fields, members).allSatisfy { $0.type.holds($1.value) }
    default: false
    }
  }
}
