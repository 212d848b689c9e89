internal import ConvergeCore
internal import ConvergeLedger

/// Runs that correct nothing.
extension Engine {
  /// Tells what differs and leaves it so; does what the stance lets happen all the same: hooks that
  /// wait for drift, and with `deliver` what is owed.
  ///
  /// What differs is told as for a host on which all else were corrected, as in a plan: of a directory
  /// that is gone, the files in it are gone too, and nothing fails.
  func look(at work: Work) async throws(HostError) -> Run {
    let started = host.clock.now()
    let snapshot = try await ledger.snapshot(forManifest: work.manifest)
    try refuseStranger(work, snapshot)
    let survey = await survey(of: work, snapshot)
    var run = Run(
      id: options.run, verb: options.stance == .deliver ? .apply : .drift, started: started,
      duration: .zero, results: survey.results.map { told($0, of: work) })
    run.hasLedger = snapshot.isPresent
    run.owed = owed(snapshot.owed, to: work)
    let turns = turns(in: work, run, snapshot)
    if !turns.isEmpty {
      var judge = survey.judge
      judge.stance = options.stance
      var runner = Runner(
        judge: judge, rosters: survey.rosters, engine: self, runStart: started,
        since: timestamp(started), only: turns, before: survey.results)
      let done = Dictionary(uniqueKeysWithValues: await runner.run().map { ($0.index, $0) })
      run.results = run.results.map { done[$0.index] ?? $0 }
      run.isInterrupted = runner.wasInterrupted
      run.owed = owed(runner.owed.refreshes, to: work)
    }
    await rememberWhatHolds(&run, survey)
    return finished(run, work)
  }

  /// A plan's result, in the words of a run that corrects nothing.
  private func told(_ planned: ResourceResult, of work: Work) -> ResourceResult {
    var result = planned
    let event = work.resources[planned.index].resource.event
    switch planned.outcome {
    case .wouldCreate, .wouldUpdate, .wouldRemove, .wouldReplace: result.outcome = .drifted
    case .wouldRun where !planned.isRoutine && event == .change && planned.because.isEmpty:
      result.outcome = .drifted
    // What is owed is listed as that; what only follows from a correction is not to be told.
    case .wouldRefresh, .wouldRun:
      result.outcome = .inSync
      result.because = []
    case .unknown where planned.differences.isEmpty && planned.hasQuietTurn:
      result.outcome = .inSync
    case .willFail where options.stance == .deliver: result.outcome = .failed
    default: break
    }
    return result
  }

  /// Who has a turn.
  private func turns(in work: Work, _ run: Run, _ snapshot: LedgerSnapshot) -> Set<Int> {
    let owed = options.stance == .deliver ? Set(snapshot.owed.map(\.target)) : []
    let hasDrifted = run.results.contains { $0.outcome == .drifted }
    return Set(
      run.results.map(\.index).filter { index in
        let declared = work.resources[index]
        guard declared.declaration.common.isEnforced else { return false }
        if declared.resource.event == .drift { return hasDrifted }
        return owed.contains(declared.vertex.identity)
      })
  }

  /// Only what is as declared is written down: what differs stays a difference by the same cause.
  private func rememberWhatHolds(_ run: inout Run, _ survey: Survey) async {
    let memory = Memory(judge: survey.judge)
    var changes: [LedgerChange] = []
    for result in run.results where [.inSync, .refreshed].contains(result.outcome) {
      guard let roster = survey.rosters[result.index],
        case (.inSync, _) = survey.judge.judge(
          result.index, roster, in: survey.judge.hostAsItIs)
      else { continue }
      changes += memory.changes(for: result.index, roster, nil)
    }
    await write(changes, &run)
  }
}
