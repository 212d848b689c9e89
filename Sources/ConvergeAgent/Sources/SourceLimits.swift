internal import ConvergeBundle

/// How long and how often a bundle is tried for at one look at its source.
package struct SourceLimits: Sendable, Equatable {
  /// Of one attempt.
  package var deadline: Duration = .seconds(600)
  /// The longest time in which nothing comes.
  package var stall: Duration = .seconds(30)
  package var tries = 3
  /// Between the first two; it doubles with each.
  package var firstDelay: Duration = .seconds(3)
  /// A server that asks for more than this is left alone until the next look.
  package var longestDelay: Duration = .seconds(60)
  package var fileBytes = BundleLimits.fileBytes

  package init() {}
}
