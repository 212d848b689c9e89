package import ConvergeCore

/// A refresh that a change owes to a resource. One for each pair of target and cause.
package struct OwedRefresh: Sendable, Hashable {
  package let target: Identity
  /// How the user names the target.
  package let targetReference: Reference
  package let cause: Reference
  /// The manifest that declared both when it was written down; empty where an older converge did
  /// not say.
  package let manifest: String
  /// The run that wrote it down first.
  package let run: String
  /// When, as the report shows it (RFC 3339, UTC).
  package let since: String
  /// What changed, where the target is to be told: a JSON list; empty where it is not.
  package let changes: String

  package init(
    target: Identity, targetReference: Reference, cause: Reference, manifest: String, run: String,
    since: String, changes: String = ""
  ) {
    self.target = target
    self.targetReference = targetReference
    self.cause = cause
    self.manifest = manifest
    self.run = run
    self.since = since
    self.changes = changes
  }
}

/// A change that is about to be made.
package struct Intent: Sendable, Hashable {
  package let identity: Identity
  package let reference: Reference
  package let run: String
  /// What it may leave behind if it is never finished.
  package let leftovers: [Leftover]

  package init(identity: Identity, reference: Reference, run: String, leftovers: [Leftover]) {
    self.identity = identity
    self.reference = reference
    self.run = run
    self.leftovers = leftovers
  }
}

/// A run, for the history.
package struct RunRecord: Sendable, Hashable {
  package let id: String
  package let manifest: String
  package let verb: String
  /// RFC 3339, UTC.
  package let started: String
  package let durationMilliseconds: Double
  /// The report's `result`.
  package let result: String
  /// The report's JSON text; empty in a listing.
  package let report: String
  /// What the text ends with, where many runs have that in common; in a listing its name alone.
  package let ending: SharedText?
  /// Whether its report tells more than that all was as it should be. In a listing.
  package var hasIncidents: Bool { ending == nil }

  package init(
    id: String, manifest: String, verb: String, started: String, durationMilliseconds: Double,
    result: String, report: String, ending: SharedText? = nil
  ) {
    self.id = id
    self.manifest = manifest
    self.verb = verb
    self.started = started
    self.durationMilliseconds = durationMilliseconds
    self.result = result
    self.report = report
    self.ending = ending
  }
}

/// A text that is kept once for all runs that have it.
package struct SharedText: Sendable, Hashable {
  /// The same for the same text.
  package let name: String
  /// nil where the ledger has it already.
  package let text: String?

  package init(name: String, text: String?) {
    self.name = name
    self.text = text
  }
}
