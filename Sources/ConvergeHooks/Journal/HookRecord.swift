package import ConvergeCore

/// A run of a hook, owed, under way or ended: one record of its journal.
package struct HookRecord: Sendable, Equatable {
  /// How far it has come. That it is running is not written here: its supervisor says so, in the
  /// run's own directory (`Supervision`).
  package enum State: String, Sendable, CaseIterable {
    /// It is owed: nothing of it has begun.
    case pending
    /// Its files are there, verified; from here on it may be running.
    case fetched
    case ok, changed, reboot, failed
    case timedOut = "timed_out"
    /// It was running, and nobody knows how it ended.
    case interrupted
    /// Whoever asked for it asked for its end.
    case canceled
    /// What would run became another before it ran.
    case superseded

    /// Whether nothing more comes of it.
    package var isEnd: Bool { self != .pending && self != .fetched }
    /// Whether it stays in reports until its key or its cause changes.
    package var isFailure: Bool {
      [.failed, .timedOut, .interrupted, .canceled].contains(self)
    }
    /// Whether what would run has had its run, and is not run again by itself.
    package var consumesKey: Bool { isEnd && self != .superseded && self != .canceled }
  }

  /// Counts the hook's runs; also the name of the run's directory.
  package let number: Int
  /// Of what runs (`HookKey`).
  package let key: String
  /// The trigger, as text; nil without one.
  package let trigger: String?
  package let event: Event
  /// What woke it.
  package var causes: [Occasion.Cause]
  /// The boot in which it began.
  package var bootID: String
  package var state: State
  /// The run of converge that wrote it down first, and when (RFC 3339, UTC).
  package let run: String
  package let since: String
  /// When it ended.
  package var ended: String?
  package var exitStatus: Int32?
  /// What is to be said of the end.
  package var message: String?
  /// False: the end of an attempt that another one follows.
  package var isFinal = true

  package init(
    number: Int, key: String, trigger: String?, event: Event, causes: [Occasion.Cause],
    bootID: String, state: State = .pending, run: String, since: String
  ) {
    self.number = number
    self.key = key
    self.trigger = trigger
    self.event = event
    self.causes = causes
    self.bootID = bootID
    self.state = state
    self.run = run
    self.since = since
  }
}
