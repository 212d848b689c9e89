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
    let started = host.clock.now()
    let before = try await ledger.snapshot(forManifest: work.manifest)
    try refuseStranger(work, before)
    let notes = try await clearLeftovers(before.intents)
    let survey = await survey(of: work, before)
    var run = Run(
      id: options.run, verb: .apply, started: started, duration: .zero, results: survey.results)
    run.messages = notes
    if survey.results.contains(where: { !$0.isSettled }) {
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
  private struct Survey {
    let judge: Judge
    let rosters: [Int: any Members]
    let results: [ResourceResult]
  }

  private func survey(of work: Work, _ snapshot: LedgerSnapshot) async -> Survey {
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
      work: work, snapshot: snapshot, causes: causes, takesOver: options.takesOver)
    var planner = Planner(judge: judge, rosters: byIndex)
    return Survey(judge: judge, rosters: byIndex, results: planner.results())
  }

  private func finished(_ run: Run, _ work: Work) -> Run {
    var run = run
    run.notSelectedCount = work.resources.count - run.results.count
    let elapsed = host.clock.now().monotonicNanoseconds - run.started.monotonicNanoseconds
    run.duration = .nanoseconds(Int64(clamping: elapsed))
    return run
  }

  private func owed(_ refreshes: [OwedRefresh], to work: Work) -> [OwedRefresh] {
    guard !refreshes.isEmpty else { return [] }
    let declared = Set(work.resources.map { $0.vertex.identity })
    return refreshes.filter { declared.contains($0.target) }
  }

  /// A name that was last used by another manifest is not taken by accident.
  private func refuseStranger(_ work: Work, _ snapshot: LedgerSnapshot) throws(HostError) {
    guard let path = snapshot.manifestPath, path != work.path, !options.takesOver,
      !snapshot.entries.isEmpty,
      !work.resources.contains(where: { snapshot.entries[$0.vertex.identity] != nil })
    else { return }
    throw Message.stranger(work.manifest, path)
  }

  /// Clears what changes without a result may have left behind, whoever began them.
  ///
  /// - Returns: what a person should know of it.
  private func clearLeftovers(_ intents: [Intent]) async throws(HostError) -> [String] {
    guard !intents.isEmpty else { return [] }
    var notes: [String] = []
    for kind in kinds {
      let unfinished = intents.filter { $0.reference.kind == kind.kind.name }
      let leftovers = unfinished.flatMap(\.leftovers)
      guard !leftovers.isEmpty else { continue }
      for (leftover, result) in zip(leftovers, await kind.clear(leftovers, on: host)) {
        if case .failure(let error) = result { notes.append(Message.notCleared(leftover, error)) }
      }
    }
    notes.append(Message.unfinished(intents))
    try await ledger.commit(intents.map { .settle($0.identity) }, durably: false)
    return notes
  }

  /// Writes down what was found in sync, releases what is declared no more, and drops what is owed
  /// to nobody.
  private func remember(_ run: inout Run, _ work: Work, _ survey: Survey) async {
    let memory = Memory(judge: survey.judge)
    var changes: [LedgerChange] = []
    for place in run.results.indices where run.results[place].outcome == .inSync {
      let index = run.results[place].index
      guard let roster = survey.rosters[index] else { continue }
      changes += memory.changes(for: index, roster, nil)
    }
    if survey.judge.snapshot.manifestPath != work.path {
      changes.append(.manifest(name: work.manifest, path: work.path))
    }
    if work.selected == nil, !run.fails, !run.isInterrupted {
      changes += releases(&run, work, survey)
    }
    guard !changes.isEmpty else { return }
    do throws(HostError) {
      try await ledger.commit(changes, durably: false)
    } catch {
      run.messages.append("\(error)")
    }
  }

  private func releases(
    _ run: inout Run, _ work: Work, _ survey: Survey
  ) -> [LedgerChange] {
    let snapshot = survey.judge.snapshot
    guard survey.judge.hasUndeclared || !snapshot.owed.isEmpty else { return [] }
    let declared = Set(work.resources.map { $0.vertex.identity })
    var changes: [LedgerChange] = []
    let undeclared = snapshot.entries.filter { !declared.contains($0.key) }
    for (identity, entry) in undeclared.sorted(by: { $0.key < $1.key }) {
      run.released.append(entry.reference)
      changes.append(.release(manifest: work.manifest, identity: identity))
    }
    for refresh in snapshot.owed
    where !declared.contains(refresh.target) && snapshot.foreign[refresh.target] == nil {
      run.messages.append(Message.dropped(refresh))
      changes.append(.cross(target: refresh.target))
    }
    return changes
  }
}

extension ResourceResult {
  /// Whether an apply has nothing to do for it.
  fileprivate var isSettled: Bool { outcome == .inSync || outcome == .drifted }
}

private enum Message {
  static func stranger(_ name: String, _ path: String) -> HostError {
    HostError(
      .refused, "apply", name,
      because: "the name was last used by \(path), which manages none of these resources",
      remedy: "give this manifest a name of its own, or forget the old one: converge forget \(name)"
    )
  }

  static func notCleared(_ leftover: Leftover, _ error: HostError) -> String {
    "\(leftover.name) was left behind by an unfinished run: \(error)"
  }

  static func unfinished(_ intents: [Intent]) -> String {
    let runs = Set(intents.map(\.run)).sorted().joined(separator: ", ")
    let names = intents.map(\.reference.description).sorted().joined(separator: ", ")
    return "run \(runs) ended in the middle of \(names); it is finished now"
  }

  static func dropped(_ refresh: OwedRefresh) -> String {
    """
    a refresh owed to \(refresh.targetReference) since \(refresh.since) is dropped: nobody \
    declares it any more
    """
  }
}
