package import ConvergeCore

/// A thing that somebody changes back again and again.
package struct Fight: Sendable, Equatable {
  package let identity: Identity
  /// How often it was corrected since it began.
  package let corrections: Int
  /// How long it is left as it is.
  package let rest: Duration
  /// When it is corrected again, on the clock that the machine was given.
  package let untilNanoseconds: UInt64
}
