internal import ConvergeCore

/// How a resource came out of a run; every resource has exactly one.
package enum Outcome: String, Sendable, CaseIterable, ReportedWord {
  case inSync = "in_sync"
  case created, updated, removed, replaced, refreshed, ran
  case wouldCreate = "would_create"
  case wouldUpdate = "would_update"
  case wouldRemove = "would_remove"
  case wouldReplace = "would_replace"
  case wouldRefresh = "would_refresh"
  case wouldRun = "would_run"
  /// Differs, and is not enforced.
  case drifted
  /// Waits for a window.
  case deferred
  case failed
  case willFail = "will_fail"
  /// Something that it requires failed.
  case skipped
  /// Only an apply will tell.
  case unknown

  package enum Family: Sendable { case inSync, change, drift, deferral, failure, skip, unknown }

  /// What it means for the run as a whole.
  package var family: Family {
    switch self {
    case .inSync: .inSync
    case .created, .updated, .removed, .replaced, .refreshed, .ran: .change
    case .wouldCreate, .wouldUpdate, .wouldRemove, .wouldReplace, .wouldRefresh, .wouldRun: .change
    case .drifted: .drift
    case .deferred: .deferral
    case .failed, .willFail: .failure
    case .skipped: .skip
    case .unknown: .unknown
    }
  }

  /// The outcomes that a run of this verb can have, in the order of its summary.
  static func possible(in verb: Report.Verb) -> [Outcome] {
    let own: [Outcome] =
      verb == .apply
      ? [.inSync, .created, .updated, .removed, .replaced, .refreshed, .ran]
      : [
        .inSync, .wouldCreate, .wouldUpdate, .wouldRemove, .wouldReplace, .wouldRefresh,
        .wouldRun, .willFail,
      ]
    return own + [.drifted, .deferred, .failed, .skipped, .unknown]
  }
}
