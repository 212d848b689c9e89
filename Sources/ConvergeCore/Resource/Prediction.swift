/// What an earlier resource of a run will have made of a thing.
package struct Prediction: Equatable, Sendable {
  package enum Presence: Sendable, Equatable { case present, absent, unknown }

  package let presence: Presence
  /// What it will be made of: a path's `.bytes`, a unit's file; `.unknown` if nobody can tell.
  package let content: Value
  /// Facts about it that others ask for, as a path's `type` (`file`, `directory`, `link`) or a
  /// user's `uid`.
  package let attributes: Attributes

  package init(
    _ presence: Presence, content: Value = .unknown, attributes: Attributes = Attributes()
  ) {
    self.presence = presence
    self.content = content
    self.attributes = attributes
  }
}

/// The host as it will be when a resource's turn comes: predictions over what was observed.
package struct PredictedHost: Sendable {
  private var predictions: [Identity: Prediction] = [:]
  /// Whether something before may have effects that nobody can foresee, as a package's install.
  package private(set) var isOpen = false
  /// Everything that is declared, whatever is wanted of it; what clears away spares it.
  package let declared: [Identity]

  /// The host as it is: nothing predicted.
  package init(declared: [Identity] = []) { self.declared = declared }

  /// What earlier resources make of `thing`; nil: it is as observed, as far as anybody can tell.
  package func prediction(for thing: Identity) -> Prediction? { predictions[thing] }

  /// Whether `thing`, observed missing, may be there when the turn comes.
  package func mayProvide(_ thing: Identity) -> Bool {
    if let prediction = predictions[thing] { return prediction.presence != .absent }
    return isOpen
  }

  /// Takes over what a planned resource will have done.
  package mutating func take(_ new: [(Identity, Prediction)], hasOpenEffects: Bool) {
    for (identity, prediction) in new { predictions[identity] = prediction }
    if hasOpenEffects { isOpen = true }
  }
}
