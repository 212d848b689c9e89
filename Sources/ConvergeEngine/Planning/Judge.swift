internal import ConvergeCore
internal import ConvergeLedger

/// Decides about one resource from what was read of it: the same for a plan, against the predicted
/// host, and for an apply, against the host as it is.
struct Judge: Sendable {
  let work: Work
  let snapshot: LedgerSnapshot
  let causes: Causes
  let takesOver: Bool
  /// What this run found to be as declared before its first change; remembered like the rest, but
  /// no ground to tell a cause from.
  var found: [Identity: Applied] = [:]
  /// Why what an unfinished run has left of a resource could not be cleared; it is not touched
  /// before that is done.
  var encumbered: [Identity: HostError] = [:]

  /// Nothing predicted.
  var hostAsItIs: PredictedHost { PredictedHost(declared: work.declared) }

  /// What has to be done, and the result as far as it can be told now, in a plan's words.
  func judge(
    _ index: Int, _ roster: any Members, in predicted: PredictedHost
  ) -> (verdict: Verdict, result: ResourceResult) {
    let declared = work.resources[index]
    var result = ResourceResult(index, .inSync)
    result.isIgnored = declared.declaration.common.onFailure == .ignore
    var verdict = roster.verdict(of: index, last: last(index), in: predicted)
    if case .success(let reading) = roster.reading(of: index) {
      if let conflict = conflict(of: declared, reading) { verdict = .failing(conflict) }
      if let error = encumbered[declared.resource.identity] { verdict = .failing(error) }
      let stored = snapshot.entries[declared.resource.identity]?.applied
      describe(verdict, reading, stored, into: &result)
      if !declared.declaration.common.isEnforced, verdict.action != nil {
        result.outcome = .drifted
      }
    }
    if case .failing(let error) = verdict {
      result.outcome = .willFail
      result.error = error
    }
    return (verdict, result)
  }

  /// What the ledger remembers of a resource.
  func last(_ index: Int) -> Applied? {
    let identity = work.resources[index].resource.identity
    return found[identity] ?? snapshot.entries[identity]?.applied
  }

  private func conflict(of declared: DeclaredResource, _ reading: Reading) -> HostError? {
    guard !takesOver, !snapshot.foreign.isEmpty else { return nil }
    return Conflicts(snapshot: snapshot, fingerprints: causes.fingerprints)
      .error(for: declared.resource.identity, desired: reading.desired)
  }

  private func describe(
    _ verdict: Verdict, _ reading: Reading, _ last: Applied?, into result: inout ResourceResult
  ) {
    result.differences = causes.differences(verdict.changes, of: reading, last: last)
    switch verdict {
    case .inSync, .failing: break
    case .change(let action, let changes):
      result.outcome = action.wouldOutcome
      result.isRoutine = action == .run && changes.isEmpty
    case .unknown(_, _, let why):
      result.outcome = .unknown
      result.uncertainty = why
    }
  }
}
