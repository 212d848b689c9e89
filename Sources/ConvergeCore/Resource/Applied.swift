/// What the ledger remembers of a resource: the attributes that held when a run last left it.
package struct Applied: Sendable, Equatable {
  package struct Attribute: Sendable, Equatable {
    /// Of the desired value, keyed if that was sensitive.
    package let desiredDigest: String
    /// As it was then observed; a digest for what is sensitive or large.
    package let observed: Value
    package init(desiredDigest: String, observed: Value) {
      self.desiredDigest = desiredDigest
      self.observed = observed
    }
  }

  package var attributes: [String: Attribute]
  /// Whether converge itself created it.
  package var isCreated: Bool

  package init(attributes: [String: Attribute] = [:], isCreated: Bool = false) {
    self.attributes = attributes
    self.isCreated = isCreated
  }
}
