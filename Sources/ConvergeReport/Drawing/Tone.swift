/// The colour that an outcome has in every picture; always beside a sign that says the same.
package enum Tone: String, Sendable, CaseIterable {
  case same, create, update, remove, replace, run, wait, fail

  package init(_ outcome: Outcome) {
    self =
      switch outcome {
      case .inSync: .same
      case .created, .wouldCreate: .create
      case .updated, .wouldUpdate, .drifted: .update
      case .removed, .wouldRemove: .remove
      case .replaced, .wouldReplace: .replace
      case .refreshed, .wouldRefresh, .ran, .wouldRun: .run
      case .deferred, .unknown: .wait
      case .failed, .willFail, .skipped: .fail
      }
  }
}
