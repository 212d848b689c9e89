/// A value as it was written, with its place.
///
/// Scalars keep their text, since a mode or a version means what was written; what the text is in
/// the YAML 1.2 core schema is asked of the scalar.
package struct Node: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    case scalar(Scalar)
    case sequence([Node])
    case mapping([Entry])
  }

  package struct Entry: Sendable, Equatable {
    package let key: Node
    package let value: Node
    package init(key: Node, value: Node) {
      self.key = key
      self.value = value
    }
  }

  package let content: Content
  package let place: Place

  package init(_ content: Content, at place: Place) {
    self.content = content
    self.place = place
  }

  /// The scalar, where this is one.
  package var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }

  /// The elements, where this is a sequence.
  package var sequence: [Node]? { if case .sequence(let nodes) = content { nodes } else { nil } }

  /// The entries, where this is a mapping.
  package var mapping: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The value of `key`, where this is a mapping that has it.
  package subscript(key: String) -> Node? {
    mapping?.first { $0.key.scalar?.text == key }?.value
  }

  /// Whether it is missing, `~` or `null`.
  package var isNull: Bool { scalar?.isNull ?? false }

  /// The plain value, with scalars resolved by the core schema.
  package var value: Value {
    switch content {
    case .scalar(let scalar): scalar.resolved
    case .sequence(let nodes): .list(nodes.map(\.value))
    case .mapping(let entries):
      .mapping(entries.map { Value.Member($0.key.scalar?.text ?? "", $0.value.value) })
    }
  }
}
