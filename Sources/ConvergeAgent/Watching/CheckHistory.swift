internal import ConvergeCore

/// How often a thing was checked and corrected lately; pure.
struct CheckHistory: Sendable {
  private var checks: [UInt64] = []
  private var corrections: [UInt64] = []
  /// Since it was last left alone for as long as a fight is remembered.
  private(set) var correctionCount = 0
  /// How long it rests now, where it is fought over.
  private var fightRest: Duration?
  /// It is not checked before.
  private(set) var restsUntil: UInt64 = 0

  mutating func note(at now: UInt64, isCorrection: Bool, _ limits: WatchLimits) {
    checks = recent(checks, limits.busyTime, now) + [now]
    if checks.count >= limits.busyChecks {
      restsUntil = now &+ limits.busyRest.wholeNanoseconds
      checks = Array(checks.suffix(limits.busyChecks))
    }
    guard isCorrection else { return }
    correctionCount += 1
    // While it is fought over, each correction comes when its rest is over, however long that is.
    let remembered = max(limits.fightTime, (fightRest ?? .zero) * 2)
    corrections = Array((recent(corrections, remembered, now) + [now]).suffix(16))
    guard corrections.count >= limits.fightCorrections else {
      fightRest = nil
      return
    }
    let rest = min(fightRest.map { $0 * 2 } ?? limits.fightRest, limits.fightRestLimit)
    fightRest = rest
    restsUntil = now &+ rest.wholeNanoseconds
  }

  /// Whether nothing of it matters any more.
  func isOver(at now: UInt64, _ limits: WatchLimits) -> Bool {
    let remembered = max(limits.fightTime, (fightRest ?? .zero) * 2)
    let last = max(checks.last ?? 0, corrections.last ?? 0)
    return now > restsUntil && now &- last > remembered.wholeNanoseconds
  }

  func fight(_ identity: Identity, at now: UInt64) -> Fight? {
    guard let fightRest, restsUntil > now else { return nil }
    return Fight(
      identity: identity, corrections: correctionCount, rest: fightRest,
      untilNanoseconds: restsUntil)
  }

  private func recent(_ moments: [UInt64], _ time: Duration, _ now: UInt64) -> [UInt64] {
    moments.filter { now &- $0 <= time.wholeNanoseconds }
  }
}
