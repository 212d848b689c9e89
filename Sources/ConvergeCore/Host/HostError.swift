/// A host that refused: what was tried on what, why it failed, and the way out.
package struct HostError: Error, Hashable, Sendable, CustomStringConvertible {
  package enum Reason: String, Sendable {
    case notFound = "not_found"
    case denied
    case exists
    case wrongType = "wrong_type"
    case noSpace = "no_space"
    case readOnly = "read_only"
    case tooLarge = "too_large"
    case timedOut = "timed_out"
    /// A service that something needs is not there: systemd, a container engine.
    case unavailable
    /// A program ended with a status that means failure.
    case failed
    /// The host reports success, and the change cannot be seen.
    case didNotTake = "did_not_take"
    /// What is asked for cannot be: a conflict, an impossible version.
    case refused
    case interrupted
    case other
  }

  package let reason: Reason
  /// A verb: `open`, `start`, `install`.
  package let operation: String
  /// On what: a path, a unit, a package.
  package let subject: String
  /// Lower case, no full stop.
  package let because: String
  /// What to do about it; nil where `because` says it.
  package let remedy: String?

  package init(
    _ reason: Reason, _ operation: String, _ subject: String, because: String,
    remedy: String? = nil
  ) {
    self.reason = reason
    self.operation = operation
    self.subject = subject
    self.because = because
    self.remedy = remedy
  }

  package var description: String {
    let text = "cannot \(operation) \(subject): \(because)"
    return remedy.map { "\(text); \($0)" } ?? text
  }
}
