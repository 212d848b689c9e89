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

  private let content: Content

  package var reason: Reason { content.reason }
  /// A verb: `open`, `start`, `install`.
  package var operation: String { content.operation }
  /// On what: a path, a unit, a package.
  package var subject: String { content.subject }
  /// Lower case, no full stop.
  package var because: String { content.because }
  /// What to do about it; nil where `because` says it.
  package var remedy: String? { content.remedy }

  package init(
    _ reason: Reason, _ operation: String, _ subject: String, because: String,
    remedy: String? = nil
  ) {
    content = Content(reason, operation, subject, because, remedy)
  }

  package static func == (left: HostError, right: HostError) -> Bool {
    left.reason == right.reason && left.operation == right.operation
      && left.subject == right.subject && left.because == right.because
      && left.remedy == right.remedy
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(reason)
    hasher.combine(subject)
    hasher.combine(because)
  }

  /// Apart, since there is room for an error in every result, and hardly ever one in it.
  private final class Content: Sendable {
    let reason: Reason
    let operation: String
    let subject: String
    let because: String
    let remedy: String?

    init(
      _ reason: Reason, _ operation: String, _ subject: String, _ because: String,
      _ remedy: String?
    ) {
      self.reason = reason
      self.operation = operation
      self.subject = subject
      self.because = because
      self.remedy = remedy
    }
  }

  package var description: String {
    let text = "cannot \(operation) \(subject): \(because)"
    return remedy.map { "\(text); \($0)" } ?? text
  }
}
