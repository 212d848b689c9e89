internal import ConvergeCore
internal import ConvergeLedger

/// Refreshes: delivered once for all that they are owed for, at the resource's own turn.
extension Batch {
  func refresh(_ turns: inout [Turn]) async {
    let now = engine.host.clock.now()
    var refreshing: [Int] = []
    for position in turns.indices where !turns[position].member.owedCauses.isEmpty {
      guard isGoing(turns[position]),
        case .success(let reading) = roster.reading(of: turns[position].member.index)
      else { continue }
      if isDone(turns[position], reading, now: now) {
        turns[position].ending.isCrossed = true
      } else if let why = judge.postponementOfRefresh(turns[position].member.index) {
        turns[position].postpone(why)
      } else {
        refreshing.append(position)
      }
    }
    await deliver(refreshing, &turns)
    await cross(&turns)
  }

  /// Whether there is nothing to refresh, or a start has done it.
  private func isDone(_ turn: Turn, _ reading: Reading, now: HostInstant) -> Bool {
    guard reading.isRefreshable else { return true }
    return reading.started.map { turn.member.lastCauseEnd.isBefore($0, now: now) } ?? false
  }

  private func deliver(_ refreshing: [Int], _ turns: inout [Turn]) async {
    guard !refreshing.isEmpty else { return }
    let owes = refreshing.filter { !turns[$0].ending.isChange }
      .flatMap { self.owes(of: turns[$0].member) }
    if !owes.isEmpty {
      do throws(HostError) {
        try await engine.ledger.commit(owes, durably: true)
      } catch {
        for position in refreshing { turns[position].fail(error) }
        return
      }
    }
    for position in refreshing { announce(.began(reference(turns[position].member.index))) }
    await attempt(refreshing, &turns)
  }

  /// Refreshes, as often as each one's `retry` allows.
  private func attempt(_ refreshing: [Int], _ turns: inout [Turn]) async {
    let outcomes = refreshing.map { turns[$0].ending.result.outcome }
    let before = Dictionary(uniqueKeysWithValues: zip(refreshing, outcomes))
    var pending = refreshing
    var attempts = 0
    while !pending.isEmpty {
      attempts += 1
      let orders = pending.map { order(for: turns[$0]) }
      let deliveries = await roster.refresh(orders, in: context, on: engine.host)
      let ended = engine.host.clock.now()
      await roster.observe(orders.map(\.member), on: engine.host)
      for (position, delivery) in zip(pending, deliveries) {
        // What an attempt has ended is not running for the next one, and has failed.
        if attempts > 1, case .success(.notRunning) = delivery { continue }
        turns[position].ending.result.error = nil
        turns[position].ending.result.outcome = before[position] ?? .inSync
        turns[position].ending.result.attempts =
          max(turns[position].ending.result.attempts, attempts)
        take(delivery, ended: ended, into: &turns[position])
      }
      pending = await retrying(pending, after: attempts, &turns)
      if pending.isEmpty { return }
      await roster.observe(pending.map { turns[$0].member.index }, on: engine.host)
      // What cannot be read cannot be refreshed.
      pending = pending.filter { position in
        (try? roster.reading(of: turns[position].member.index).get()) != nil
      }
    }
  }

  private func order(for turn: Turn) -> RefreshOrder {
    let common = judge.work.resources[turn.member.index].declaration.common
    return RefreshOrder(
      member: turn.member.index, causes: turn.member.owedCauses,
      timeout: common.timeout ?? roster.kind.timeout)
  }

  private func take(
    _ delivery: Result<Delivery, HostError>, ended: HostInstant, into turn: inout Turn
  ) {
    turn.ending.result.because = turn.member.owedCauses
    switch delivery {
    case .failure(let error):
      turn.fail(error)
      turn.ending.isChange = true
      turn.ending.ended = ended
    case .success(.notRunning):
      turn.ending.isCrossed = true
      turn.ending.result.because = []
    case .success(.handedOver(let messages)):
      turn.ending.result.messages += messages
      turn.ending.isCrossed = true
      turn.ending.isChange = true
      turn.ending.ended = ended
      if turn.ending.result.outcome == .inSync { turn.ending.result.outcome = .refreshed }
    case .success(.delivered(let messages)):
      turn.ending.result.messages += messages
      turn.ending.isChange = true
      turn.ending.ended = ended
      settle(&turn)
    }
  }

  /// A refresh counts only if the resource is as declared afterwards.
  private func settle(_ turn: inout Turn) {
    let (verdict, judged) = judge.judge(turn.member.index, roster, in: judge.hostAsItIs)
    switch verdict {
    case .failing(let error): turn.fail(error)
    case .change where judge.stance != .correct: turn.ending.isCrossed = true
    case .change(.run, _), .inSync, .unknown:
      turn.ending.isCrossed = true
      if turn.ending.result.outcome == .inSync {
        turn.ending.result.outcome = roster.kind.runsAlone ? .ran : .refreshed
      }
    case .change(_, let changes):
      let names = changes.map(\.attribute).joined(separator: ", ")
      turn.fail(
        HostError(
          .didNotTake, "refresh", reference(judged.index).description,
          because: "afterwards \(names) is not as declared"))
    }
  }

  /// Crosses out what is done with; takes back what a refresh that did nothing would have owed.
  private func cross(_ turns: inout [Turn]) async {
    var changes: [LedgerChange] = []
    for turn in turns where turn.ending.isCrossed {
      let identity = judge.work.resources[turn.member.index].resource.identity
      changes.append(.cross(target: identity))
      if !turn.ending.isChange { changes += retractions(of: turn.member) }
    }
    await commitResults(changes, into: &turns)
  }
}

extension Turn {
  /// Its refresh stays owed.
  fileprivate mutating func postpone(_ why: String) {
    ending.result.postponement = why
    ending.result.because = member.owedCauses
    if ending.result.outcome == .inSync { ending.result.outcome = .deferred }
  }
}
