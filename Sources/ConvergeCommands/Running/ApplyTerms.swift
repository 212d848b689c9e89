internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeEngine

/// What a run that may change the host is bound by.
struct ApplyTerms: Sendable {
  /// For whoever waits for the lock.
  var verb = "apply"
  /// Accept resources that another manifest manages.
  var takesOver = false
  /// What the host's own configuration lets run.
  var policy = Value.null
  var stance = Stance.correct
  /// Why something disruptive has to wait; nil: it need not.
  var postponement: @Sendable (Disruption) -> String? = { _ in nil }
  /// Nobody watches: no progress, no word on who holds the lock.
  var isQuiet = false
  /// Whether a run that found everything in sync goes into the history, too.
  var keepsAll = true
  var keptRuns = 200
  /// Kept runs that began before it go, RFC 3339; empty: none do for their age.
  var keptSince = ""
  /// When everything was last seen as declared, RFC 3339; nil: the history is asked.
  var allSeen: String?
  /// For the report, about the run as a whole.
  var notes: [String] = []
  /// Who was last seen to change a thing, not before a moment in nanoseconds since 1970.
  var sighted: @Sendable (Identity, Int64?) -> SightingBook.Entry? = { _, _ in nil }
  /// Of each thing what its correction in this run would be part of.
  var contested: [Identity: Fight] = [:]
  var observer: @Sendable (EngineOptions.Event) -> Void = { _ in }
}
