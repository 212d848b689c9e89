/// What a run does about what differs.
package enum Stance: String, Sendable, CaseIterable {
  /// It is corrected, and what is owed is delivered.
  case correct
  /// It is reported; what is owed is delivered.
  case deliver
  /// It is reported, and nothing else happens but hooks that wait for drift.
  case observe
}
