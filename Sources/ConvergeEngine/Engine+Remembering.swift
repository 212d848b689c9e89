internal import ConvergeCore
internal import ConvergeLedger

/// What this run leaves to later ones.
extension Engine {
  /// Writes down what is as declared before the first change, since that change may be what makes
  /// it differ: a hard link whose file is replaced is known for one in the next run too.
  func noteFound(_ run: inout Run, _ survey: Survey) async -> [Identity: Applied] {
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
  func write(_ changes: [LedgerChange], _ run: inout Run) async {
    guard !changes.isEmpty else { return }
    do throws(HostError) {
      try await ledger.commit(changes, durably: false)
    } catch {
      run.messages.append("\(error)")
    }
  }

  /// Writes down what was found in sync, releases what is declared no more, and drops what is owed
  /// to nobody.
  func remember(_ run: inout Run, _ work: Work, _ survey: Survey) async {
    let memory = Memory(judge: survey.judge)
    var changes: [LedgerChange] = []
    for place in run.results.indices {
      let index = run.results[place].index
      let outcome = run.results[place].outcome
      guard [.inSync, .refreshed, .updated].contains(outcome), let roster = survey.rosters[index]
      else { continue }
      if outcome != .updated {
        let new = memory.changes(for: index, roster, nil)
        // Most are remembered as they are.
        if new.isEmpty { continue }
        changes += new
      }
      run.releasedAttributes += releasedAttributes(of: index, roster, survey)
    }
    if survey.judge.snapshot.manifestPath != work.path {
      changes.append(.manifest(name: work.manifest, path: work.path))
    }
    if work.selected == nil, !run.fails, !run.isInterrupted {
      changes += releases(&run, work, survey)
    }
    await write(changes, &run)
  }

  /// The attributes that the ledger has forgotten by now. Those that go back to their defaults were
  /// changes.
  private func releasedAttributes(
    of index: Int, _ roster: any Members, _ survey: Survey
  ) -> [(reference: Reference, attribute: String)] {
    guard let last = survey.judge.last(index),
      case .success(let reading) = roster.reading(of: index)
    else { return [] }
    let reference = survey.judge.work.resources[index].declaration.reference
    return last.attributes.compactMap { name, _ in
      let spec = roster.kind.attribute(name)
      guard reading.desired[name] == nil, spec?.onRelease == .kept,
        spec?.onChange != AttributeSpec.Effect.none
      else { return nil }
      return (reference, name)
    }
  }

  private func releases(
    _ run: inout Run, _ work: Work, _ survey: Survey
  ) -> [LedgerChange] {
    let snapshot = survey.judge.snapshot
    guard survey.judge.hasUndeclared || !snapshot.owed.isEmpty else { return [] }
    let declared = Set(work.resources.map { $0.vertex.identity } + work.excluded)
    var changes: [LedgerChange] = []
    let undeclared = snapshot.entries.filter { !declared.contains($0.key) }
    for (identity, entry) in undeclared.sorted(by: { $0.key < $1.key }) {
      run.released.append(entry.reference)
      changes.append(.release(manifest: work.manifest, identity: identity))
    }
    var dropped: Set<Identity> = []
    for refresh in snapshot.owed
    where !declared.contains(refresh.target) && snapshot.foreign[refresh.target] == nil {
      // What other manifests owe is theirs to deliver, though nothing of it held yet.
      let isOurs =
        [work.manifest, ""].contains(refresh.manifest) || snapshot.entries[refresh.target] != nil
      guard isOurs, dropped.insert(refresh.target).inserted else { continue }
      run.messages.append(Message.dropped(refresh))
      changes.append(.cross(target: refresh.target))
    }
    return changes
  }
}

private enum Message {
  static func dropped(_ refresh: OwedRefresh) -> String {
    """
    a refresh owed to \(refresh.targetReference) since \(refresh.since) is dropped: nobody \
    declares it any more
    """
  }
}
