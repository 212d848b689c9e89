package import ConvergeBundle

/// How things stand with a source.
package struct SourceStanding: Sendable, Equatable {
  /// The manifest to run; nil where nothing was ever accepted, or where it is not there.
  package var manifest: String?
  /// What of the source is in force; nil where it is not fetched, or nothing was accepted.
  package var accepted: AcceptedVersion?
  package var problem: SourceProblem?
  /// Since when that is so.
  package var problemSince: BundleTime?
  /// When it was last asked, whatever came of it; nil for never, and for what is not fetched.
  package var checked: BundleTime?
  /// Whether this very look has brought another version than was in force.
  package var isNew = false
  /// Whether there is another problem than at the last look, or none any more: then it is to be
  /// reported.
  package var isProblemNew = false

  package init() {}
}
