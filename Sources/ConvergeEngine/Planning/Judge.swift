internal import ConvergeCore
internal import ConvergeLedger

/// Decides about one resource from what was read of it: the same for a plan, against the predicted
/// host, and for an apply, against the host as it is.
struct Judge: Sendable {
  let work: Work
  let snapshot: LedgerSnapshot
  let causes: Causes
  let takesOver: Bool
  let twins: Twins
  /// Unfinished changes of earlier runs that left behind what could not be cleared away.
  let uncleared: [Identity: Intent]
  /// Why something disruptive has to wait; nil: it need not.
  let postponement: @Sendable (Disruption) -> String?
  /// A survey plans as if all were corrected: what is told then holds for the host as it should be.
  var stance = Stance.correct
  /// What this run found to be as declared before its first change: remembered like the rest, but
  /// no ground to tell a cause from.
  var found: [Identity: Applied] = [:]
  /// What the ledger remembers of each resource.
  private let entries: [LedgerSnapshot.Entry?]

  init(
    work: Work, snapshot: LedgerSnapshot, causes: Causes, takesOver: Bool, twins: Twins,
    uncleared: [Identity: Intent],
    postponement: @escaping @Sendable (Disruption) -> String? = { _ in nil }
  ) {
    self.work = work
    self.snapshot = snapshot
    self.causes = causes
    self.takesOver = takesOver
    self.twins = twins
    self.uncleared = uncleared
    self.postponement = postponement
    entries = work.resources.map { snapshot.entries[$0.vertex.identity] }
  }

  /// Nothing predicted.
  var hostAsItIs: PredictedHost { PredictedHost(declared: work.declared) }

  /// What has to be done, and the result as far as it can be told now, in a plan's words.
  func judge(
    _ index: Int, _ roster: any Members, in predicted: PredictedHost,
    on occasion: Occasion = Occasion()
  ) -> (verdict: Verdict, result: ResourceResult) {
    let declared = work.resources[index]
    var result = ResourceResult(index, .inSync)
    result.isIgnored = declared.declaration.common.onFailure == .ignore
    var verdict = roster.verdict(of: index, last: last(index), in: predicted, on: occasion)
    if let error = twins.errors[index] {
      verdict = .failing(error)
    } else if verdict != .inSync || mayConflict,
      case .success(let reading) = roster.reading(of: index)
    {
      // Most are in sync and nobody else's: then nothing has to be said of what was read.
      if let conflict = conflict(of: declared, reading) { verdict = .failing(conflict) }
      describe(verdict, reading, entries[index]?.applied, into: &result)
      if !occasion.references.isEmpty, verdict.action != nil, !result.hasQuietTurn {
        result.because = occasion.references.compactMap { Reference($0) }
        result.isRoutine = false
      }
      if verdict.action != nil {
        if !mayChange(index, on: occasion) {
          result.outcome = result.isRoutine ? .inSync : .drifted
        } else if let disruption = roster.disruption(of: index, verdict) {
          result.postponement = postponement(disruption)
          if result.postponement != nil { result.outcome = .deferred }
        }
      }
    }
    if case .failing(let error) = verdict {
      result.outcome = .willFail
      result.error = error
    }
    return (verdict, result)
  }

  /// Whether a run may do anything about what differs.
  func mayChange(_ index: Int, on occasion: Occasion) -> Bool {
    let declared = work.resources[index]
    guard declared.declaration.common.isEnforced else { return false }
    guard stance != .correct else { return true }
    guard declared.declaration.kind.hasOccasions else { return false }
    return declared.resource.event == .drift || (stance == .deliver && !occasion.causes.isEmpty)
  }

  /// Why a refresh has to wait; nil: it need not.
  func postponementOfRefresh(_ index: Int) -> String? {
    work.resources[index].resource.disruptionOfRefresh.flatMap(postponement)
  }

  /// What the ledger remembers of a resource.
  func last(_ index: Int) -> Applied? {
    let noted = found.isEmpty ? nil : found[work.resources[index].vertex.identity]
    return noted ?? entries[index]?.applied
  }

  /// Whether the ledger remembers resources of the manifest that are declared no more.
  var hasUndeclared: Bool { entries.count { $0 != nil } < snapshot.entries.count }

  private var mayConflict: Bool { !takesOver && !snapshot.foreign.isEmpty }

  private func conflict(of declared: DeclaredResource, _ reading: Reading) -> HostError? {
    guard mayConflict, declared.declaration.common.isEnforced else { return nil }
    return Conflicts(snapshot: snapshot, fingerprints: causes.fingerprints)
      .error(for: declared, desired: reading.desired)
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
    case .unknown(_, let changes, let why):
      guard !why.isEmpty || !changes.isEmpty else {
        result.hasQuietTurn = true
        return
      }
      result.outcome = .unknown
      result.uncertainty = why
    }
  }
}
