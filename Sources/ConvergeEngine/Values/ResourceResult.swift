package import ConvergeCore

/// What became of one resource in a run, or would become of it.
package struct ResourceResult: Sendable {
  /// A change with its cause.
  package struct Difference: Sendable {
    package let change: Change
    package let cause: Cause
  }

  /// The resource's index among those declared.
  package let index: Int
  package var outcome: Outcome
  package var differences: [Difference] = []
  /// Whose changes it is refreshed for.
  package var because: [Reference] = []
  /// The one failure that it was skipped for.
  package var skippedBecause: Reference?
  /// An earlier failure that is its likely cause.
  package var likelyBecause: Reference?
  package var error: HostError?
  /// Why it waits, and until when; nil: it waits for nothing.
  package var postponement: String?
  /// Why only the apply can tell.
  package var uncertainty: String?
  package var messages: [String] = []
  /// The program that ran for it.
  package var toldRun: ToldRun?
  package var attempts = 0
  package var duration: Duration = .zero
  /// `on_failure: ignore`: shown as failed, counts as success.
  package var isIgnored = false
  /// A planned run that happens every time, which is no difference.
  package var isRoutine = false
  /// It has a turn although there is nothing to tell of it.
  var hasQuietTurn = false

  package init(_ index: Int, _ outcome: Outcome) {
    self.index = index
    self.outcome = outcome
  }

  /// The cause of the whole, nil where nothing differs.
  package var cause: Cause? {
    Cause(combining: differences.map(\.cause)) ?? (because.isEmpty ? nil : .refresh)
  }

  /// Whether it speaks against the run's success.
  package var isFailure: Bool {
    guard !isIgnored else { return false }
    return outcome == .failed || outcome == .skipped || outcome == .willFail
  }

  /// Whether a plan finds a difference in it.
  package var isDifference: Bool {
    outcome.isChange || outcome == .drifted || outcome == .unknown || outcome == .deferred
      || (outcome == .wouldRun && !isRoutine)
  }
}
