/// What is wrong with a source; whatever was accepted before stays in force.
package struct SourceProblem: Error, Sendable, Equatable {
  package enum Kind: String, Sendable {
    /// It cannot be had now.
    case unreachable
    /// What it has is not taken.
    case refused
    /// What is in force has expired, and nothing newer has come.
    case expired
    /// This host would not hold it.
    case host
  }

  package let kind: Kind
  /// Lower case, no full stop.
  package let message: String

  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }

  /// Whether it needs no other report: a server that is away is away, whatever shows it.
  func isSameMatter(as other: SourceProblem) -> Bool {
    kind == other.kind && (kind == .unreachable || message == other.message)
  }
}
