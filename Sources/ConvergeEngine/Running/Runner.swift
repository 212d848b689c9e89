internal import ConvergeCore
internal import ConvergeGraph
internal import ConvergeLedger

/// Carries a run through the graph: hands out what is ready as batches of one kind each, and takes
/// in how they ended. Deciding is the schedule's and the judge's; this only keeps the books.
struct Runner {
  let judge: Judge
  let rosters: [Int: any Members]
  let engine: Engine
  let runStart: HostInstant
  let since: String

  private var schedule: Schedule
  private var upstream: Upstream
  private(set) var owed: OwedBook
  private var results: [Int: ResourceResult] = [:]
  /// For each resource that failed or was skipped: the failure behind it.
  private var failures: [Int: Int] = [:]
  /// Those that wait for a window, among `failures`, with why.
  private var postponed: [Int: String] = [:]
  /// Failures in the order they happened, for likely causes.
  private var failed: [Int] = []
  private var happenings: Happenings
  private var ready: [Int] = []
  private var busyKinds: Set<String> = []
  /// How many changes there were, and how many when a resource was last read.
  private var changeCount = 0
  private var readAt: [Int: Int] = [:]
  private var stoppedBy: Int?
  private(set) var wasInterrupted = false

  private var work: Work { judge.work }

  /// - Parameters:
  ///   - only: who has a turn; nil: all that are selected.
  ///   - before: how those that have none stand, for whoever waits for that.
  init(
    judge: Judge, rosters: [Int: any Members], engine: Engine, runStart: HostInstant, since: String,
    only: Set<Int>? = nil, before: [ResourceResult] = []
  ) {
    self.judge = judge
    self.rosters = rosters
    self.engine = engine
    self.runStart = runStart
    self.since = since
    schedule = Schedule(judge.work.graph, selected: only ?? judge.work.selected)
    upstream = Upstream(judge.work.graph)
    happenings = Happenings(judge.work)
    for result in before { happenings.take(result) }
    owed = OwedBook(judge.snapshot.owed)
  }

  /// Runs everything; one result for each selected resource, in order.
  mutating func run() async -> [ResourceResult] {
    await withTaskGroup(of: (kind: String, endings: [Batch.Ending]).self) { group in
      repeat {
        settleReady()
        for batch in nextBatches() {
          group.addTask { (batch.roster.kind.name, await batch.run()) }
        }
        guard let (kind, endings) = await group.next() else {
          precondition(schedule.isFinished, "nothing is under way, and something is left")
          break
        }
        busyKinds.remove(kind)
        for ending in endings { take(ending) }
      } while !schedule.isFinished
    }
    return work.graph.order.compactMap { results[$0] }
  }

  /// Takes what the schedule offers, and ends at once what has no turn: also what was ready and
  /// waited for others of its kind when the run was stopped.
  private mutating func settleReady() {
    var offered = ready
    ready = []
    repeat {
      for index in offered {
        if let result = resultWithoutTurn(index) {
          results[index] = result
          schedule.finish(index)
        } else {
          ready.append(index)
        }
      }
      offered = schedule.next()
    } while !offered.isEmpty
  }

  /// The result of a resource that will have no turn: skipped, stopped, interrupted.
  private mutating func resultWithoutTurn(_ index: Int) -> ResourceResult? {
    let comesLast = work.resources[index].resource.event.comesLast
    if engine.options.isInterrupted(), !comesLast {
      wasInterrupted = true
      var result = ResourceResult(index, .skipped)
      result.error = Message.interrupted(work.resources[index].declaration.reference)
      return result
    }
    guard
      let root = upstream.failure(before: index, among: failures) ?? (comesLast ? nil : stoppedBy)
    else {
      return nil
    }
    failures[index] = root
    return .withoutTurn(index, because: root, postponed[root], in: work)
  }

  /// What is ready, by kind; a kind has one batch at a time.
  private mutating func nextBatches() -> [Batch] {
    var kinds: [String] = []
    var groups: [String: [Int]] = [:]
    var waiting: [Int] = []
    for index in ready {
      let kind = work.resources[index].declaration.kind.name
      if busyKinds.contains(kind) {
        waiting.append(index)
        continue
      }
      if groups[kind] == nil { kinds.append(kind) }
      groups[kind, default: []].append(index)
    }
    ready = waiting
    return kinds.compactMap { kind in
      guard let members = groups[kind], let roster = members.first.flatMap({ rosters[$0] }) else {
        return nil
      }
      busyKinds.insert(kind)
      return batch(of: members, roster)
    }
  }

  private mutating func batch(of indices: [Int], _ roster: any Members) -> Batch {
    let isStale = indices.contains { readAt[$0, default: 0] < changeCount }
    for index in indices { readAt[index] = changeCount }
    return Batch(
      judge: judge, roster: roster, members: indices.map(member), mustObserve: isStale,
      engine: engine, since: since)
  }

  private func member(_ index: Int) -> Batch.Member {
    let identity = work.resources[index].resource.identity
    var member = Batch.Member(
      index: index, owedCauses: owed.causes(of: identity),
      lastCauseEnd: owed.lastEnd(for: identity, runStart: runStart))
    if work.resources[index].declaration.kind.hasOccasions {
      member.occasion = happenings.occasion(
        of: index, waitingFor: work.resources[index].resource.event,
        causes: owed.refreshes(of: identity).map(\.asCause))
    }
    return member
  }

  private mutating func take(_ ending: Batch.Ending) {
    let index = ending.result.index
    var result = ending.result
    let identity = work.resources[index].resource.identity
    if ending.isCutShort { wasInterrupted = true }
    if ending.isCrossed { owed.cross(identity) }
    if ending.isChange || result.outcome.isChange || result.outcome == .ran { changeCount += 1 }
    if ending.isChange {
      for subscriber in work.graph.subscribers(of: index) {
        owe(
          subscriber, by: index, ending.result.differences.map(\.change),
          ended: ending.ended ?? engine.host.clock.now())
      }
    }
    if result.outcome == .failed {
      result.likelyBecause = likelyCause(of: result, after: failed, in: work)
      failed.append(index)
      if !result.isIgnored {
        failures[index] = index
        if work.resources[index].stopsRun { stoppedBy = index }
      }
    }
    if result.outcome == .deferred, let why = result.postponement, result.because.isEmpty {
      failures[index] = index
      postponed[index] = why
    }
    happenings.take(result)
    results[index] = result
    engine.options.observer(
      .ended(work.resources[index].declaration.reference, result.outcome))
    schedule.finish(index)
  }

  private mutating func owe(
    _ target: Int, by index: Int, _ changes: [Change], ended: HostInstant
  ) {
    let resource = work.resources[target]
    guard resource.declaration.kind.refresh != nil else { return }
    owed.add(
      OwedRefresh(
        target: resource.resource.identity, targetReference: resource.declaration.reference,
        cause: work.resources[index].declaration.reference, manifest: work.manifest,
        run: engine.options.run.description, since: since,
        changes: resource.declaration.kind.hasOccasions ? OwedRefresh.text(of: changes) : ""),
      ended: ended)
  }
}

private enum Message {
  static func interrupted(_ reference: Reference) -> HostError {
    HostError(
      .interrupted, "apply", reference.description,
      because: "the run was interrupted before its turn", remedy: "run it again")
  }
}
