package import ConvergeCore

/// How a run goes about its work.
package struct EngineOptions: Sendable {
  /// Something that happens during a run, for a person who waits.
  package enum Event: Sendable {
    case began(Reference)
    case progress(Reference, String)
    case ended(Reference, Outcome)
  }

  package var run: RunID
  package var jobs = 2
  /// Accept resources that another manifest manages.
  package var takesOver = false
  /// Secret of the state directory, for digests over sensitive values.
  package var key: [UInt8] = []
  /// Asked before anything new is begun; what was begun is finished.
  package var isInterrupted: @Sendable () -> Bool = { false }
  /// What the host's own configuration lets run; null: anything (`RunContext`).
  package var policy = Value.null
  /// What the run has done already that need not be done twice.
  package let once = RunOnce()
  package var stance = Stance.correct
  /// Asked before something disruptive is done: why and until when it has to wait, for the report;
  /// nil: it may be done now.
  package var postponement: @Sendable (Disruption) -> String? = { _ in nil }
  package var observer: @Sendable (Event) -> Void = { _ in }
  /// Told of what the host's own change lets differ, by its index among those declared, right before
  /// it is put right, while it is as it was found.
  package var corrects: @Sendable (Int) -> Void = { _ in }

  package init(run: RunID) { self.run = run }
}
