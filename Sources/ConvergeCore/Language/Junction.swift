/// A pattern as one point of the graph, which the edges of all that it matches and of all that use
/// it pass through: so there are as many edges as both together, not one for each pair.
package struct Junction: Hashable, Sendable {
  /// As it was written, `file:/etc/nginx/*`.
  package let pattern: String
  /// Whether those that use it come before what it matches (`before`, `notify`).
  package let isBefore: Bool

  package init(pattern: String, isBefore: Bool) {
    self.pattern = pattern
    self.isBefore = isBefore
  }
}
