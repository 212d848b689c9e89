/// An earlier run of this host, with what it did, for views that show how things went.
package struct PastRun: Sendable, Equatable {
  package let run: String
  /// RFC 3339, UTC.
  package let started: String
  package let verb: String
  package let manifest: String
  /// `Report.Result`, as it was written.
  package let result: String
  package let durationMilliseconds: Double
  /// Those that were not as they should be.
  package let resources: [ResourceReport]

  package init(
    run: String, started: String, verb: String, manifest: String, result: String,
    durationMilliseconds: Double, resources: [ResourceReport]
  ) {
    self.run = run
    self.started = started
    self.verb = verb
    self.manifest = manifest
    self.result = result
    self.durationMilliseconds = durationMilliseconds
    self.resources = resources.filter { $0.outcome != .inSync }
  }
}

extension ResourceReport {
  /// Whether it was found changed by somebody else, and not by its manifest alone.
  package var isChangedFromOutside: Bool {
    guard cause == .host || cause == .both else { return false }
    return outcome.family == .change || outcome.family == .drift || outcome.family == .deferral
  }
}
