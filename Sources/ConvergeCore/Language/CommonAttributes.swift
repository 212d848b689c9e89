/// What every resource accepts (`language.md`, section 3).
package struct CommonAttributes: Sendable, Equatable {
  /// A reference or pattern as it was written.
  package struct Target: Sendable, Hashable {
    package let text: String
    package let place: Place
    package init(_ text: String, at place: Place) {
      self.text = text
      self.place = place
    }
  }

  package struct Retry: Sendable, Equatable {
    /// At least one.
    package var attempts = 1
    package var delay: Duration = .seconds(1)
    /// The factor from one delay to the next, at least one.
    package var backoff = 2.0
    package init() {}

    /// Delays do not grow beyond this.
    private static let longest = Duration.seconds(3600)

    /// How long to wait once that many attempts have failed.
    package func delay(afterAttempts count: Int) -> Duration {
      var result = delay
      for _ in 1..<max(count, 1) where result < Self.longest {
        result = min(result * backoff, max(delay, Self.longest))
      }
      return result
    }
  }

  package enum FailurePolicy: String, Sendable, CaseIterable { case `continue`, stop, ignore }

  package var require: [Target] = []
  package var before: [Target] = []
  package var subscribe: [Target] = []
  package var notify: [Target] = []
  package var after: [Target] = []
  package var tags: [String] = []
  /// False: drift is reported, never changed.
  package var isEnforced = true
  package var retry = Retry()
  /// Of one attempt; nil: the kind's default.
  package var timeout: Duration?
  package var onFailure = FailurePolicy.continue
  package var description: String?

  package init() {}
}
