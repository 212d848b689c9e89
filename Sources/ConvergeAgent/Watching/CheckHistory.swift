internal import ConvergeCore

/// How often a thing was checked and corrected lately; pure.
///
/// A fight is told from what follows a correction. Who answers each with one change of his own is
/// left what he wants for longer and longer. Who writes on and on has no answer to tell: what
/// counts is that he stops, so the thing is looked at soon after it has come to rest.
struct CheckHistory: Sendable {
  private var checks: [UInt64] = []
  private var corrections: [UInt64] = []
  /// Since it was last left alone for as long as a fight is remembered.
  private(set) var correctionCount = 0
  private var contest: Rest?
  /// It is not checked before, while somebody is busy with it.
  private var busyUntil: UInt64 = 0

  /// How long a thing is left alone that is being fought over.
  private struct Rest {
    var length: Duration
    var from: UInt64
    /// When it was last seen to change.
    var lastChange: UInt64?
    /// The longest time without a change in this fight, from our corrections too.
    var longestPause: UInt64 = 0
    /// Whether it is changed without an answer of ours, in this rest or the one before.
    var goesOn = false
    var wentOn = false

    var end: UInt64 { from &+ length.wholeNanoseconds }

    /// When it counts as come to rest, if nobody changes it any more.
    func calm(_ limits: WatchLimits) -> UInt64? {
      guard goesOn || wentOn, let lastChange else { return nil }
      return lastChange &+ max(limits.fightCalm.wholeNanoseconds, longestPause &* 2)
    }
  }

  /// The last moment that matters.
  private var last: UInt64 { max(checks.last ?? 0, corrections.last ?? 0) }

  /// Somebody changed it.
  mutating func change(at now: UInt64, _ limits: WatchLimits) {
    guard var rest = contest else { return }
    rest.longestPause = max(rest.longestPause, now &- (rest.lastChange ?? rest.from))
    rest.lastChange = now
    if now &- rest.from >= limits.fightAnswer.wholeNanoseconds { rest.goesOn = true }
    contest = rest
  }

  /// It was checked.
  ///
  /// - Parameter isCorrection: whether it differed, and was put right or was to be.
  mutating func note(at now: UInt64, isCorrection: Bool, _ limits: WatchLimits) {
    checks = recent(checks, limits.busyTime, now) + [now]
    if checks.count >= limits.busyChecks {
      busyUntil = now &+ limits.busyRest.wholeNanoseconds
      checks = Array(checks.suffix(limits.busyChecks))
    }
    if let calm = contest?.calm(limits), calm <= now {
      // Who changed it has stopped: what comes next is another matter.
      contest = nil
      corrections = []
      correctionCount = 0
    }
    guard isCorrection else { return }
    correctionCount += 1
    corrections = Array((recent(corrections, remembered(limits), now) + [now]).suffix(16))
    guard corrections.count >= limits.fightCorrections else {
      contest = nil
      return
    }
    // What a full pass corrects amid a rest tells nothing new of the fight.
    let longer = contest.map { now < $0.end ? $0.length : $0.length * 2 } ?? limits.fightRest
    contest = Rest(
      length: min(longer, limits.fightRestLimit), from: now,
      longestPause: contest?.longestPause ?? 0, wentOn: contest?.goesOn ?? false)
  }

  /// It is not checked before.
  func restsUntil(_ limits: WatchLimits) -> UInt64 {
    guard let contest else { return busyUntil }
    guard let calm = contest.calm(limits) else { return max(busyUntil, contest.end) }
    // Who goes on by himself would change it in the next moment: a little later may be the end.
    return max(busyUntil, min(calm, contest.end &+ limits.fightCalm.wholeNanoseconds))
  }

  /// Whether nothing of it matters any more.
  func isOver(at now: UInt64, _ limits: WatchLimits) -> Bool {
    now > max(busyUntil, contest?.end ?? 0)
      && now &- last > remembered(limits).wholeNanoseconds
  }

  func fight(_ identity: Identity, at now: UInt64) -> Fight? {
    guard let contest, contest.end > now else { return nil }
    return Fight(
      identity: identity, corrections: correctionCount, rest: contest.length,
      untilNanoseconds: contest.end)
  }

  /// While it is fought over, each correction comes when its rest is over, however long that is.
  private func remembered(_ limits: WatchLimits) -> Duration {
    max(limits.fightTime, (contest?.length ?? .zero) * 2)
  }

  private func recent(_ moments: [UInt64], _ time: Duration, _ now: UInt64) -> [UInt64] {
    moments.filter { now &- $0 <= time.wholeNanoseconds }
  }
}
