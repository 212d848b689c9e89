/// What has happened in a run that concerns a resource whose kind waits for it, as hooks do.
package struct Occasion: Sendable, Equatable {
  /// A change that it was to be told of.
  package struct Cause: Sendable, Equatable {
    /// Of what changed, as a user names it.
    package let reference: String
    /// The run in which it changed.
    package let run: String
    /// `[{"attribute": …, "from": …, "to": …}]`; empty where nobody can tell.
    package let changes: Value

    package init(reference: String, run: String, changes: Value = .list([])) {
      self.reference = reference
      self.run = run
      self.changes = changes
    }
  }

  /// What it subscribes to, or is notified by, and what it was owed before; the oldest first.
  package var causes: [Cause] = []
  /// Of what it watches, or of everything where it watches nothing: what has failed.
  package var failed: [String] = []
  /// The same: what somebody else than converge had changed.
  package var drifted: [String] = []
  /// Whether it subscribes to anything, or anything notifies it.
  package var isSubscribed = false
  /// More may come of it by its turn: only an apply will tell.
  package var isOpen = false
  /// Whether it is only asked what it would do.
  package var isPlan = false

  /// What it happened to.
  package var references: [String] { causes.map(\.reference) + failed + drifted }

  /// Nothing has happened.
  package init() {}
}

/// What a resource waits for.
package enum Event: String, Sendable, CaseIterable {
  /// A change of what it subscribes to. All but some hooks.
  case change
  /// A failure of what it subscribes to.
  case failure
  /// The start of a run.
  case start
  /// The end of a run, however that went.
  case end
  /// Something that was found changed by somebody else.
  case drift
}
