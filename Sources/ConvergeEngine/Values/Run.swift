package import ConvergeCore
package import ConvergeLedger

/// What a run found and did, as a value.
package struct Run: Sendable {
  package enum Verb: String, Sendable { case plan, drift, apply }

  package let id: RunID
  package let verb: Verb
  package let started: HostInstant
  package var duration: Duration
  /// One for each selected resource, in the order of the graph.
  package var results: [ResourceResult]
  /// What is owed to resources of this manifest: in an apply what still is, afterwards.
  package var owed: [OwedRefresh] = []
  package var notSelectedCount = 0
  package var released: [Reference] = []
  /// Attributes that are no longer declared, of resources that still are; the host keeps their
  /// values.
  package var releasedAttributes: [(reference: Reference, attribute: String)] = []
  /// For the report, about the run as a whole.
  package var messages: [String] = []
  /// Whether causes could be told.
  package var hasLedger = true
  package var isInterrupted = false

  package init(
    id: RunID, verb: Verb, started: HostInstant, duration: Duration, results: [ResourceResult]
  ) {
    self.id = id
    self.verb = verb
    self.started = started
    self.duration = duration
    self.results = results
  }

  /// Whether the host is not as the manifest says, or something is owed.
  package var differs: Bool { results.contains { $0.isDifference } }

  /// Whether the run changed anything.
  package var changed: Bool {
    results.contains { $0.outcome.isChange || $0.outcome == .ran }
  }

  /// Whether anything failed, will fail, or could not be read.
  package var fails: Bool { results.contains { $0.isFailure } }
}
