internal import ConvergeCore
internal import ConvergeGraph
internal import ConvergeLedger

/// Changes: the intents and what they owe are durable before the first of them.
extension Batch {
  func change(_ turns: inout [Turn]) async {
    let changing = turns.indices.filter { isChanging(turns[$0]) }
    guard !changing.isEmpty, await intend(changing, &turns) else { return }
    for position in changing {
      let index = turns[position].member.index
      let cause = turns[position].ending.result.cause
      if cause == .host || cause == .both { engine.options.corrects(index) }
      announce(.began(reference(index)))
    }
    await attempt(changing, &turns)
    await record(changing, &turns)
  }

  /// - Returns: whether it is written down what is about to be done; all of it fails otherwise.
  private func intend(_ changing: [Int], _ turns: inout [Turn]) async -> Bool {
    for position in changing {
      let turn = turns[position]
      let new = roster.leftovers(of: turn.member.index, for: turn.verdict, in: engine.options.run)
      turns[position].leftovers += new.filter { !turn.leftovers.contains($0) }
    }
    do throws(HostError) {
      try await engine.ledger.commit(intents(for: changing.map { turns[$0] }), durably: true)
      return true
    } catch {
      for position in changing { turns[position].fail(error) }
      return false
    }
  }

  private func intents(for turns: [Turn]) -> [LedgerChange] {
    turns.flatMap { turn in
      let index = turn.member.index
      let declared = judge.work.resources[index]
      let uncleared = judge.uncleared[declared.resource.identity]?.leftovers ?? []
      let intent = Intent(
        identity: declared.resource.identity, reference: declared.declaration.reference,
        run: engine.options.run.description, leftovers: uncleared + turn.leftovers)
      return [.intend(intent)] + owes(of: turn.member, for: turn.verdict.changes)
    }
  }

  /// What a change of the member would owe to its subscribers.
  func owes(of member: Member, for changes: [Change] = []) -> [LedgerChange] {
    subscribers(of: member).map { subscriber in
      .owe(
        OwedRefresh(
          target: subscriber.resource.identity,
          targetReference: subscriber.declaration.reference, cause: reference(member.index),
          manifest: judge.work.manifest, run: engine.options.run.description, since: since,
          changes: subscriber.declaration.kind.hasOccasions
            ? OwedRefresh.text(of: changes) : ""))
    }
  }

  func retractions(of member: Member) -> [LedgerChange] {
    subscribers(of: member).map {
      .retract(
        target: $0.resource.identity, cause: reference(member.index),
        run: engine.options.run.description)
    }
  }

  /// Who is to be refreshed if it changes.
  private func subscribers(of member: Member) -> [DeclaredResource] {
    judge.work.graph.subscribers(of: member.index).map { judge.work.resources[$0] }
      .filter { $0.declaration.kind.refresh != nil }
  }

  func reference(_ index: Int) -> Reference { judge.work.resources[index].declaration.reference }

  func announce(_ event: EngineOptions.Event) { engine.options.observer(event) }

  /// Applies, as often as each one's `retry` allows.
  private func attempt(_ changing: [Int], _ turns: inout [Turn]) async {
    var pending = changing
    var attempts = 0
    while !pending.isEmpty {
      attempts += 1
      let orders = pending.map { order(for: turns[$0], attempt: attempts) }
      let applied = await roster.apply(orders, in: context, on: engine.host)
      for (position, applying) in zip(pending, applied) {
        turns[position].take(applying, attempts: attempts)
      }
      pending = await cleared(await retrying(pending, after: attempts, &turns), turns)
      if pending.isEmpty { return }
      await roster.observe(pending.map { turns[$0].member.index }, on: engine.host)
      pending = pending.filter { position in
        let member = turns[position].member
        let (verdict, _) = judge.judge(
          member.index, roster, in: judge.hostAsItIs, on: member.occasion)
        if case .inSync = verdict { turns[position].tookLate() }
        guard verdict.action != nil else { return false }
        turns[position].verdict = verdict
        return true
      }
      guard !pending.isEmpty, await intend(pending, &turns) else { return }
    }
  }

  /// Those whose failed attempts have nothing left. An old file that was kept is back in its place
  /// by then, so that what is read next is what stays.
  private func cleared(_ pending: [Int], _ turns: [Turn]) async -> [Int] {
    var cleared: [Int] = []
    for position in pending where await remainders(of: turns[position]).isEmpty {
      cleared.append(position)
    }
    return cleared
  }

  /// What attempts that failed have left and could not be cleared now.
  private func remainders(of turn: Turn) async -> [Leftover] {
    guard turn.hasFailed, !turn.leftovers.isEmpty else { return [] }
    let results = await roster.clear(turn.leftovers, on: engine.host)
    return zip(turn.leftovers, results).compactMap { leftover, result in
      if case .failure = result { leftover } else { nil }
    }
  }

  private func order(for turn: Turn, attempt: Int) -> ApplyOrder {
    ApplyOrder(
      member: turn.member.index, verdict: turn.verdict, last: judge.last(turn.member.index),
      timeout: common(turn).timeout ?? roster.kind.timeout, occasion: turn.member.occasion,
      isLastAttempt: attempt >= common(turn).retry.attempts)
  }

  var context: RunContext {
    let references = Dictionary(
      members.map { (judge.work.resources[$0.index].resource.identity, reference($0.index)) }
    ) { first, _ in first }
    return RunContext(
      id: engine.options.run, jobs: engine.options.jobs, once: engine.options.once,
      policy: engine.options.policy,
      isInterrupted: engine.options.isInterrupted,
      tellRun: { [told] identity, run in told.tell(run, of: identity) },
      takeOver: { [engine, told] (identity) async throws(HostError) in
        try await engine.ledger.commit([.cross(target: identity)], durably: true)
        told.cross(identity)
      }
    ) { [engine] identity, message in
      guard let reference = references[identity] else { return }
      engine.options.observer(.progress(reference, message))
    }
  }

  /// Results, once for the batch. Losing them costs nothing: an intent without a result counts as
  /// made.
  private func record(_ changing: [Int], _ turns: inout [Turn]) async {
    var changes: [LedgerChange] = []
    for position in changing {
      let turn = turns[position]
      let identity = judge.work.resources[turn.member.index].resource.identity
      let left = await uncleared(of: turn)
      changes.append(left.map(LedgerChange.intend) ?? .settle(identity))
      if !turn.ending.isChange { changes += retractions(of: turn.member) }
      if turn.ending.result.error == nil {
        changes += Memory(judge: judge).changes(for: turn.member.index, roster, turn.verdict)
      }
    }
    await commitResults(changes, into: &turns)
  }

  /// What is left of a resource's changes and stays announced for the next run; what attempts that
  /// failed have left is cleared now where that can be.
  private func uncleared(of turn: Turn) async -> Intent? {
    let declared = judge.work.resources[turn.member.index]
    let earlier = judge.uncleared[declared.resource.identity]
    let left = await remainders(of: turn)
    guard !left.isEmpty else { return earlier }
    return Intent(
      identity: declared.resource.identity, reference: declared.declaration.reference,
      run: engine.options.run.description, leftovers: (earlier?.leftovers ?? []) + left)
  }

  func commitResults(_ changes: [LedgerChange], into turns: inout [Turn]) async {
    guard !changes.isEmpty else { return }
    do throws(HostError) {
      try await engine.ledger.commit(changes, durably: false)
    } catch {
      for position in turns.indices {
        turns[position].ending.result.messages.append("\(error)")
      }
    }
  }
}

extension Turn {
  mutating func fail(_ error: HostError) {
    ending.result.outcome = .failed
    ending.result.error = error
  }

  /// After a failure it was found as declared.
  fileprivate mutating func tookLate() {
    ending.result.error = nil
    ending.result.outcome = verdict.action?.doneOutcome ?? .updated
    ending.isChange = true
  }

  fileprivate mutating func take(_ applying: Applying, attempts: Int) {
    ending.result.attempts = attempts
    ending.result.uncertainty = nil
    ending.result.messages += applying.messages
    ending.ended = applying.ended
    if let error = applying.error {
      fail(error)
      hasFailed = true
      ending.isChange = ending.isChange || !applying.isSame
    } else if case .unknown = verdict, !applying.isChange {
      // What only might have been needed was not: the lists had nothing newer, a guard spoke
      // against it.
      ending.result.error = nil
      ending.result.outcome = .inSync
      ending.result.differences = []
    } else {
      ending.result.error = nil
      ending.result.outcome = verdict.action?.doneOutcome ?? .updated
      ending.isChange = ending.isChange || applying.isChange
    }
  }
}
