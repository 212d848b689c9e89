/// How a resource ended, or would end.
package enum Outcome: String, Sendable, CaseIterable {
  case inSync = "in_sync"
  case created, updated, removed, replaced, refreshed, ran
  /// Differs, and is not enforced.
  case drifted
  case deferred, failed, skipped, unknown
  case wouldCreate = "would_create"
  case wouldUpdate = "would_update"
  case wouldRemove = "would_remove"
  case wouldReplace = "would_replace"
  case wouldRefresh = "would_refresh"
  case wouldRun = "would_run"
  case willFail = "will_fail"

  /// Whether the host is, or will be, different from what it was.
  package var isChange: Bool {
    switch self {
    case .created, .updated, .removed, .replaced, .refreshed, .wouldCreate, .wouldUpdate,
      .wouldRemove, .wouldReplace, .wouldRefresh:
      true
    default: false
    }
  }
}
