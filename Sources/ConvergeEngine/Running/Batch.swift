internal import ConvergeCore
internal import ConvergeLedger

/// The resources of one kind that are ready together: read again if need be, journalled, changed,
/// read once more, and refreshed where that is owed.
struct Batch: Sendable {
  /// A resource whose turn has come.
  struct Member: Sendable {
    let index: Int
    let owedCauses: [Reference]
    /// After this moment a start has seen everything that it is owed for.
    let lastCauseEnd: HostInstant
    /// Where its kind waits for any.
    var occasion = Occasion()
  }

  /// How a member's turn went.
  struct Ending: Sendable {
    var result: ResourceResult
    /// Whether its subscribers are owed a refresh by it.
    var isChange = false
    /// When its change had ended.
    var ended: HostInstant?
    /// Whether what it was owed is done with.
    var isCrossed = false
    /// Whether the run was interrupted before it was tried as often as it may be.
    var isCutShort = false
  }

  let judge: Judge
  let roster: any Members
  let members: [Member]
  let mustObserve: Bool
  let engine: Engine
  let told = ToldByKind()
  /// The run's start, as the ledger writes it.
  let since: String

  func common(_ turn: Turn) -> CommonAttributes {
    judge.work.resources[turn.member.index].declaration.common
  }

  /// Whether it has something to do that it may do now.
  func isChanging(_ turn: Turn) -> Bool {
    turn.verdict.action != nil && isGoing(turn)
      && judge.mayChange(turn.member.index, on: turn.member.occasion)
  }

  /// Whether it may be refreshed: it is enforced, nothing has gone wrong with it, and it does not
  /// wait for a window.
  func isGoing(_ turn: Turn) -> Bool {
    common(turn).isEnforced && ![.failed, .deferred].contains(turn.ending.result.outcome)
      && turn.ending.result.error == nil
  }

  /// Does it all.
  func run() async -> [Ending] {
    let began = engine.host.clock.now()
    if mustObserve { await roster.observe(members.map(\.index), on: engine.host) }
    var turns = members.map { member in
      let (verdict, result) = judge.judge(
        member.index, roster, in: judge.hostAsItIs, on: member.occasion)
      return Turn(member: member, verdict: verdict, ending: Ending(result: result))
    }
    for position in turns.indices where turns[position].ending.result.outcome == .willFail {
      turns[position].ending.result.outcome = .failed
    }
    await change(&turns)
    if roster.kind.hasOccasions {
      await settleOccasions(of: &turns)
    } else {
      await refresh(&turns)
    }
    let elapsed = engine.host.clock.now().monotonicNanoseconds - began.monotonicNanoseconds
    return turns.map {
      var ending = $0.ending
      ending.result.duration = .nanoseconds(Int64(clamping: elapsed))
      return ending
    }
  }
}

/// A member on its way through the batch.
struct Turn: Sendable {
  let member: Batch.Member
  var verdict: Verdict
  var ending: Batch.Ending
  /// What its attempts may leave behind.
  var leftovers: [Leftover] = []
  /// Whether any attempt has failed, so that something may be left.
  var hasFailed = false
}
