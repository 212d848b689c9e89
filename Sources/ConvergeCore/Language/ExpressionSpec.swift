/// What an expression can name: for the reference and for `explain`.
package struct ExpressionSpec: Sendable {
  /// The groups, in the words of the reference's tables.
  package enum Group: String, CaseIterable, Sendable {
    case function
    case filter
    case test
    case textMethod = "method of a text"
    case listMethod = "method of a list"
    case mappingMethod = "method of a mapping"
  }

  package let group: Group
  /// The usual name first.
  package let names: [String]
  /// One sentence; none for what Python's own documentation tells.
  package let summary: String?
  /// An expression that needs no names.
  package let example: String

  package init(_ group: Group, names: [String], summary: String?, example: String) {
    self.group = group
    self.names = names
    self.summary = summary
    self.example = example
  }
}
