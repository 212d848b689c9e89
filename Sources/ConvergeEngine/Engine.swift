package import ConvergeCore
internal import ConvergeGraph
package import ConvergeLedger

/// Brings a host to what a manifest declares, or tells what that would take.
///
/// A plan is an apply that stops before the first change: both read, compare and decide with the
/// same code.
package struct Engine: Sendable {
  package let host: Host
  package let ledger: any Ledger
  /// Every kind, so that leftovers of resources that are declared no more can be cleared too.
  package let kinds: [any Resource.Type]
  package let options: EngineOptions

  package init(
    host: Host, ledger: any Ledger, kinds: [any Resource.Type], options: EngineOptions
  ) {
    self.host = host
    self.ledger = ledger
    self.kinds = kinds
    self.options = options
  }

  /// What `apply` would do; nothing is changed, neither on the host nor in the ledger.
  ///
  /// - Throws: where the ledger cannot be read, or the manifest's name belongs to another one.
  package func plan(_ work: Work, as verb: Run.Verb = .plan) async throws(HostError) -> Run {
    let started = host.clock.now()
    let snapshot = try await ledger.snapshot(forManifest: work.manifest)
    try refuseStranger(work, snapshot)
    let survey = await survey(of: work, snapshot)
    var run = Run(
      id: options.run, verb: verb, started: started, duration: .zero, results: survey.results)
    run.hasLedger = survey.judge.snapshot.isPresent
    run.owed = owed(survey.judge.snapshot.owed, to: work)
    return finished(run, work)
  }

  /// Makes the host as the manifest says.
  ///
  /// The caller holds the run lock. Failures of resources are in the run; the ledger's content is
  /// then such that the next run delivers all that is owed.
  ///
  /// - Throws: where the ledger cannot be read, or the manifest's name belongs to another one.
  package func apply(_ work: Work) async throws(HostError) -> Run {
    guard options.stance == .correct else { return try await look(at: work) }
    let started = host.clock.now()
    let before = try await ledger.snapshot(forManifest: work.manifest)
    try refuseStranger(work, before)
    var notes: [String] = []
    let uncleared = try await clearLeftovers(before.intents, telling: &notes)
    var survey = await survey(of: work, before, uncleared)
    var run = Run(
      id: options.run, verb: .apply, started: started, duration: .zero, results: survey.results)
    run.messages = notes
    if survey.results.contains(where: { !$0.isSettled }) || isOwed(to: work, before) {
      survey.judge.found = await noteFound(&run, survey)
      var runner = Runner(
        judge: survey.judge, rosters: survey.rosters, engine: self, runStart: started,
        since: timestamp(started))
      run.results = await runner.run()
      run.isInterrupted = runner.wasInterrupted
      run.owed = owed(runner.owed.refreshes, to: work)
    } else {
      run.owed = owed(survey.judge.snapshot.owed, to: work)
    }
    await remember(&run, work, survey)
    return finished(run, work)
  }

  /// What was read and decided before anything is changed.
  struct Survey {
    var judge: Judge
    let rosters: [Int: any Members]
    let results: [ResourceResult]
  }

  func survey(
    of work: Work, _ snapshot: LedgerSnapshot, _ uncleared: [Identity: Intent] = [:]
  ) async -> Survey {
    let groups = rosters(of: work)
    var byIndex: [Int: any Members] = [:]
    byIndex.reserveCapacity(work.resources.count)
    var members: [[Int]] = Array(repeating: [], count: groups.count)
    for index in work.graph.order where work.isSelected(index) {
      let kind = work.resources[index].declaration.kind
      guard let place = groups.firstIndex(where: { $0.kind === kind }) else { continue }
      byIndex[index] = groups[place]
      members[place].append(index)
    }
    await withTaskGroup { group in
      for (roster, indices) in zip(groups, members) {
        group.addTask { [host] in await roster.observe(indices, on: host) }
      }
    }
    let causes = Causes(
      fingerprints: Fingerprints(key: options.key), hasLedger: snapshot.isPresent)
    let judge = Judge(
      work: Handovers(in: work, byIndex).ordered(work), snapshot: snapshot, causes: causes,
      takesOver: options.takesOver, twins: Twins(in: work, byIndex, on: host),
      uncleared: uncleared, postponement: options.postponement)
    var planner = Planner(judge: judge, rosters: byIndex)
    return Survey(judge: judge, rosters: byIndex, results: planner.results())
  }

  func finished(_ run: Run, _ work: Work) -> Run {
    var run = run
    run.notSelectedCount = work.resources.count - run.results.count
    let elapsed = host.clock.now().monotonicNanoseconds - run.started.monotonicNanoseconds
    run.duration = .nanoseconds(Int64(clamping: elapsed))
    return run
  }

  func owed(_ refreshes: [OwedRefresh], to work: Work) -> [OwedRefresh] {
    guard !refreshes.isEmpty else { return [] }
    let declared = Set(work.resources.map { $0.vertex.identity } + work.excluded)
    return refreshes.filter { declared.contains($0.target) }
  }

  /// Whether anything is owed to a resource of the run that may be refreshed.
  private func isOwed(to work: Work, _ snapshot: LedgerSnapshot) -> Bool {
    guard !snapshot.owed.isEmpty else { return false }
    let targets = Set(snapshot.owed.map(\.target))
    return work.resources.indices.contains { index in
      work.isSelected(index) && work.resources[index].declaration.common.isEnforced
        && targets.contains(work.resources[index].vertex.identity)
    }
  }
}

extension ResourceResult {
  /// Whether an apply has nothing to do for it.
  fileprivate var isSettled: Bool { (outcome == .inSync && !hasQuietTurn) || outcome == .drifted }
}
