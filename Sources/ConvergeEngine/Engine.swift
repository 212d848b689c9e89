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
  /// - Throws: where the ledger cannot be read.
  package func plan(_ work: Work, as verb: Run.Verb = .plan) async throws(HostError) -> Run {
    let started = host.clock.now()
    let snapshot = try await ledger.snapshot(forManifest: work.manifest)
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
    let (notes, failures) = try await clearLeftovers(before.intents)
    var survey = await survey(of: work, before, encumbered: failures)
    var run = Run(
      id: options.run, verb: .apply, started: started, duration: .zero, results: survey.results)
    run.messages = notes
    // What is owed to something that does not run is no difference, and yet to be crossed out.
    if survey.results.contains(where: { !$0.isSettled }) || isOwing(survey.judge.snapshot, work) {
      survey.judge.found = await noteFound(survey, work, &run)
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
    var judge: Judge
    let rosters: [Int: any Members]
    let results: [ResourceResult]
  }

  private func survey(
    of work: Work, _ snapshot: LedgerSnapshot, encumbered: [Identity: HostError] = [:]
  ) async -> Survey {
    let groups = rosters(of: work)
    var byIndex: [Int: any Members] = [:]
    var members: [[Int]] = Array(repeating: [], count: groups.count)
    let places = Dictionary(
      uniqueKeysWithValues: groups.enumerated().map { ($0.element.kind.name, $0.offset) })
    for index in work.graph.order where work.isSelected(index) {
      guard let place = places[work.resources[index].declaration.kind.name] else { continue }
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
    var judge = Judge(
      work: work, snapshot: snapshot, causes: causes, takesOver: options.takesOver)
    judge.encumbered = encumbered
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

  /// Whether something is owed to a resource that takes part and is enforced.
  private func isOwing(_ snapshot: LedgerSnapshot, _ work: Work) -> Bool {
    let targets = Set(snapshot.owed.map(\.target))
    guard !targets.isEmpty else { return false }
    return work.resources.indices.contains { index in
      let declared = work.resources[index]
      return work.isSelected(index) && declared.declaration.common.isEnforced
        && targets.contains(declared.resource.identity)
    }
  }

  private func owed(_ refreshes: [OwedRefresh], to work: Work) -> [OwedRefresh] {
    guard !refreshes.isEmpty else { return [] }
    let declared = Set(work.resources.map { $0.resource.identity })
    return refreshes.filter { declared.contains($0.target) }
  }

  /// A name that was last used by another manifest is not taken by accident.
  private func refuseStranger(_ work: Work, _ snapshot: LedgerSnapshot) throws(HostError) {
    guard let path = snapshot.manifestPath, path != work.path, !options.takesOver,
      !snapshot.entries.isEmpty,
      !work.resources.contains(where: { snapshot.entries[$0.resource.identity] != nil })
    else { return }
    throw Message.stranger(work.manifest, path)
  }

  /// Clears what changes without a result may have left behind, whoever began them. What could not
  /// be cleared stays announced.
  ///
  /// - Returns: what a person should know of it, and why it could not be done.
  private func clearLeftovers(
    _ intents: [Intent]
  ) async throws(HostError) -> (notes: [String], failures: [Identity: HostError]) {
    guard !intents.isEmpty else { return ([], [:]) }
    var notes: [String] = []
    var failures: [Identity: HostError] = [:]
    for kind in kinds {
      let unfinished = intents.filter { $0.reference.kind == kind.kind.name }
      let leftovers = unfinished.flatMap { intent in
        intent.leftovers.map { (identity: intent.identity, leftover: $0) }
      }
      guard !leftovers.isEmpty else { continue }
      let results = await kind.clear(leftovers.map(\.leftover), on: host)
      for ((identity, leftover), result) in zip(leftovers, results) {
        guard case .failure(let error) = result else { continue }
        notes.append(Message.notCleared(leftover, error))
        failures[identity] = failures[identity] ?? error
      }
    }
    let finished = intents.filter { failures[$0.identity] == nil }
    if !finished.isEmpty {
      notes.append(Message.unfinished(finished))
      try await ledger.commit(finished.map { .settle($0.identity) }, durably: false)
    }
    return (notes, failures)
  }

  /// Writes down what is as declared before the first change, since that change may be what makes it
  /// differ: a hard link whose file is replaced is known for one in the next run too.
  private func noteFound(
    _ survey: Survey, _ work: Work, _ run: inout Run
  ) async -> [Identity: Applied] {
    let memory = Memory(judge: survey.judge)
    var found: [Identity: Applied] = [:]
    var changes: [LedgerChange] = []
    for (index, roster) in survey.rosters.sorted(by: { $0.key < $1.key }) {
      let (verdict, _) = survey.judge.judge(index, roster, in: survey.judge.hostAsItIs)
      guard case .inSync = verdict else { continue }
      for change in memory.changes(for: index, roster, nil) {
        if case .store(_, let identity, _, let applied) = change { found[identity] = applied }
        changes.append(change)
      }
    }
    await write(changes, &run)
    return found
  }

  /// Writes down what nothing depends on yet.
  private func write(_ changes: [LedgerChange], _ run: inout Run) async {
    guard !changes.isEmpty else { return }
    do throws(HostError) {
      try await ledger.commit(changes, durably: false)
    } catch {
      run.messages.append("\(error)")
    }
  }

  /// Writes down what was found in sync, releases what is declared no more, and drops what is owed
  /// to nobody.
  private func remember(_ run: inout Run, _ work: Work, _ survey: Survey) async {
    let memory = Memory(judge: survey.judge)
    var changes: [LedgerChange] = []
    for result in run.results where result.outcome == .inSync {
      guard let roster = survey.rosters[result.index] else { continue }
      changes += memory.changes(for: result.index, roster, nil)
    }
    if survey.judge.snapshot.manifestPath != work.path {
      changes.append(.manifest(name: work.manifest, path: work.path))
    }
    if work.selected == nil, !run.fails, !run.isInterrupted {
      changes += releases(&run, work, survey.judge.snapshot)
    }
    await write(changes, &run)
  }

  private func releases(
    _ run: inout Run, _ work: Work, _ snapshot: LedgerSnapshot
  ) -> [LedgerChange] {
    let declared = Set(work.resources.map { $0.resource.identity })
    var changes: [LedgerChange] = []
    for (identity, entry) in snapshot.entries.sorted(by: { $0.key < $1.key })
    where !declared.contains(identity) {
      run.released.append(entry.reference)
      changes.append(.release(manifest: work.manifest, identity: identity))
    }
    // What another manifest owes is its own: it may not have come to its target yet.
    for refresh in snapshot.owed
    where !declared.contains(refresh.target) && snapshot.foreign[refresh.target] == nil
      && ["", work.manifest].contains(refresh.manifest)
    {
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
