internal import ConvergeCore
internal import ConvergeLedger

/// Changes: the intents and what they owe are durable before the first of them.
extension Batch {
  func change(_ turns: inout [Turn]) async {
    let changing = turns.indices.filter { turns[$0].isGoing && turns[$0].verdict.action != nil }
    guard !changing.isEmpty else { return }
    do throws(HostError) {
      try await engine.ledger.commit(intents(for: changing.map { turns[$0] }), durably: true)
    } catch {
      for position in changing { turns[position].fail(error) }
      return
    }
    for position in changing { announce(.began(reference(turns[position].member.index))) }
    await attempt(changing, &turns)
    await record(changing, &turns)
  }

  private func intents(for turns: [Turn]) -> [LedgerChange] {
    turns.flatMap { turn in
      let index = turn.member.index
      let declared = judge.work.resources[index]
      let intent = Intent(
        identity: declared.resource.identity, reference: declared.declaration.reference,
        run: engine.options.run.description,
        leftovers: roster.leftovers(of: index, for: turn.verdict, in: engine.options.run))
      return [.intend(intent)] + owes(of: turn.member)
    }
  }

  /// What a change of the member would owe to its subscribers.
  func owes(of member: Member) -> [LedgerChange] {
    member.subscribers.map { .owe(owed(to: $0, by: member.index)) }
  }

  func owed(to subscriber: Subscriber, by index: Int) -> OwedRefresh {
    OwedRefresh(
      target: subscriber.identity, targetReference: subscriber.reference, cause: reference(index),
      run: engine.options.run.description, since: since)
  }

  func retractions(of member: Member) -> [LedgerChange] {
    member.subscribers.map {
      .retract(
        target: $0.identity, cause: reference(member.index), run: engine.options.run.description)
    }
  }

  func reference(_ index: Int) -> Reference { judge.work.resources[index].declaration.reference }

  private func announce(_ event: EngineOptions.Event) { engine.options.observer(event) }

  /// Applies, as often as each one's `retry` allows.
  private func attempt(_ changing: [Int], _ turns: inout [Turn]) async {
    var pending = changing
    var attempts = 0
    while !pending.isEmpty {
      attempts += 1
      let orders = pending.map { order(for: turns[$0]) }
      let applied = await roster.apply(orders, in: context, on: engine.host)
      for (position, applying) in zip(pending, applied) {
        turns[position].take(applying, attempts: attempts)
      }
      pending = pending.filter { mayRetry(turns[$0], after: attempts) }
      guard !pending.isEmpty, await pause(before: pending.map { turns[$0] }, attempts) else {
        return
      }
      await roster.observe(pending.map { turns[$0].member.index }, on: engine.host)
      pending = pending.filter { position in
        let (verdict, _) = judge.judge(turns[position].member.index, roster, in: judge.hostAsItIs)
        if case .inSync = verdict { turns[position].ending.result.error = nil }
        guard verdict.action != nil else { return false }
        turns[position].verdict = verdict
        return true
      }
    }
  }

  private func mayRetry(_ turn: Turn, after attempts: Int) -> Bool {
    turn.ending.result.error != nil && common(turn).retry.attempts > attempts
      && !engine.options.isInterrupted()
  }

  private func common(_ turn: Turn) -> CommonAttributes {
    judge.work.resources[turn.member.index].declaration.common
  }

  /// - Returns: whether the run goes on.
  private func pause(before turns: [Turn], _ attempts: Int) async -> Bool {
    let delays = turns.map { turn in
      let retry = common(turn).retry
      var delay = retry.delay
      for _ in 1..<max(attempts, 1) { delay = delay * retry.backoff }
      return delay
    }
    do throws(HostError) {
      try await engine.host.clock.sleep(for: delays.max() ?? .zero)
      return true
    } catch {
      return false
    }
  }

  private func order(for turn: Turn) -> ApplyOrder {
    ApplyOrder(
      member: turn.member.index, verdict: turn.verdict, last: judge.last(turn.member.index),
      timeout: common(turn).timeout ?? roster.kind.timeout)
  }

  var context: RunContext {
    let references = Dictionary(
      members.map { (judge.work.resources[$0.index].resource.identity, reference($0.index)) }
    ) { first, _ in first }
    return RunContext(
      id: engine.options.run, jobs: engine.options.jobs, once: engine.options.once
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
      changes.append(.settle(identity))
      if !turn.ending.isChange { changes += retractions(of: turn.member) }
      if turn.ending.result.error == nil {
        changes += Memory(judge: judge).changes(for: turn.member.index, roster, turn.verdict)
      }
    }
    await commitResults(changes, into: &turns)
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

  fileprivate mutating func take(_ applying: Applying, attempts: Int) {
    ending.result.attempts = attempts
    ending.result.uncertainty = nil
    ending.result.messages += applying.messages
    ending.ended = applying.ended
    if let error = applying.error {
      fail(error)
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
