package import ConvergeCore

/// Decides what is to be checked of what was sighted, and when; pure.
///
/// All moments are nanoseconds on one clock that only goes forward. One check or pass is under way at
/// a time: `began` and `ended` say so, and what is sighted meanwhile waits for its end.
package struct Vigilance: Sendable {
  /// What to do.
  package enum Action: Sendable, Equatable {
    /// Check these, and what they notify, at once.
    case check([Identity])
    /// Something may have gone unnoticed, or too much was sighted; why, as a clause.
    case fullPass(String)
    /// Nothing before this moment; nil: nothing until more is sighted.
    case wait(UInt64?)
  }

  package let limits: WatchLimits
  private var pending: [Identity: Pending] = [:]
  private var histories: [Identity: CheckHistory] = [:]
  private var lostBecause: String?
  private var lastFullPass: UInt64?
  private var isUnderWay = false
  private var beganAt: UInt64 = 0
  private var restsUntil: UInt64 = 0

  /// A thing that is to be checked.
  private struct Pending {
    let first: UInt64
    let last: UInt64
    let due: UInt64
  }

  package init(_ limits: WatchLimits = WatchLimits()) { self.limits = limits }

  // MARK: - What happens

  /// Something was sighted. What we did ourselves is passed over.
  package mutating func sight(_ sightings: [Sighting], at now: UInt64) {
    for sighting in sightings {
      switch sighting.event {
      case .lost(let reason): lostBecause = lostBecause ?? reason
      case .begun: continue
      case .changed(let identity):
        guard sighting.culprit != .ourselves else { continue }
        histories[identity]?.change(at: now, limits)
        recheck([identity], at: now)
      }
    }
  }

  /// The watch has begun: these may have changed since the pass that told what there is.
  package mutating func watchBegan(_ identities: some Collection<Identity>, at now: UInt64) {
    guard identities.count > limits.checkedAtOnce else { return recheck(identities, at: now) }
    lostBecause = lostBecause ?? Message.begun
  }

  /// These may be others than before.
  private mutating func recheck(_ identities: some Sequence<Identity>, at now: UInt64) {
    for identity in identities {
      let first = pending[identity]?.first ?? now
      let latest = first &+ limits.patience.wholeNanoseconds
      pending[identity] = Pending(
        first: first, last: now,
        due: max(min(now &+ limits.debounce.wholeNanoseconds, latest), now))
    }
  }

  /// A check or a full pass begins.
  package mutating func began(at now: UInt64) {
    isUnderWay = true
    beganAt = now
  }

  /// A check or a full pass has ended.
  ///
  /// - Parameters:
  ///   - checked: what was looked at; nil: everything.
  ///   - corrected: what differed and was put right, or was to be.
  package mutating func ended(
    checked: [Identity]?, corrected: Set<Identity>, at now: UInt64
  ) {
    isUnderWay = false
    let took = now &- beganAt
    let rest = took.multipliedReportingOverflow(by: UInt64(limits.restFactor))
    let longest = limits.restLimit.wholeNanoseconds
    restsUntil = now &+ (rest.overflow ? longest : min(rest.partialValue, longest))
    if checked == nil {
      lastFullPass = now
      lostBecause = nil
      restsUntil = now
      // What was last sighted before it began has been looked at.
      pending = pending.filter { $0.value.last >= beganAt }
    }
    for identity in checked ?? Array(corrected) {
      histories[identity, default: CheckHistory()].note(
        at: now, isCorrection: corrected.contains(identity), limits)
    }
    histories = histories.filter { !$0.value.isOver(at: now, limits) }
  }

  // MARK: - What to do

  /// Whether anything is due of what a package manager moves.
  package func mayDisturbPackages(at now: UInt64) -> Bool {
    !isUnderWay
      && (lostBecause != nil || pending.keys.contains { isDue($0, at: now) && $0.isOfPackages })
  }

  private func isDue(_ identity: Identity, at now: UInt64) -> Bool { moment(of: identity) <= now }

  /// What to do now; what is given to check is no longer waiting.
  ///
  /// - Parameter packagesAreBusy: somebody else installs or removes packages: their services are
  ///   stopped on purpose, and what their files are is settled only at the end.
  package mutating func next(at now: UInt64, packagesAreBusy: Bool = false) -> Action {
    guard !isUnderWay else { return .wait(nil) }
    if packagesAreBusy {
      let free = pending.keys.filter { isDue($0, at: now) && !$0.isOfPackages }
      guard !free.isEmpty, free.count <= limits.checkedAtOnce else {
        return .wait(now &+ limits.packagesRest.wholeNanoseconds)
      }
      for identity in free { pending[identity] = nil }
      return .check(free.sorted())
    }
    let due = pending.keys.filter { isDue($0, at: now) }
    if due.count > limits.checkedAtOnce {
      lostBecause = lostBecause ?? Message.many(due.count)
      pending = [:]
    }
    if let reason = lostBecause {
      let allowed = lastFullPass.map { $0 &+ limits.fullPassRest.wholeNanoseconds } ?? 0
      if now >= allowed {
        lostBecause = nil
        pending = [:]
        return .fullPass(reason)
      }
    }
    guard !due.isEmpty, !pending.isEmpty else { return .wait(nextMoment()) }
    for identity in due { pending[identity] = nil }
    return .check(due.sorted())
  }

  /// What is being fought over now.
  package func fights(at now: UInt64) -> [Fight] {
    histories.compactMap { identity, history in
      history.fight(identity, at: now)
    }.sorted { $0.identity < $1.identity }
  }

  /// The fights that corrections of these at this moment would be part of.
  ///
  /// - Parameter identities: nil: everything.
  package func fights(
    ifCorrected identities: [Identity]?, at now: UInt64
  ) -> [Identity: Fight] {
    var fights: [Identity: Fight] = [:]
    for identity in identities ?? Array(histories.keys) {
      var history = histories[identity] ?? CheckHistory()
      history.note(at: now, isCorrection: true, limits)
      fights[identity] = history.fight(identity, at: now)
    }
    return fights
  }

  /// When a thing may be checked.
  private func moment(of identity: Identity) -> UInt64 {
    guard let waiting = pending[identity] else { return .max }
    return max(waiting.due, restsUntil, histories[identity]?.restsUntil(limits) ?? 0)
  }

  private func nextMoment() -> UInt64? {
    var nearest = pending.keys.map { moment(of: $0) }.min()
    if lostBecause != nil, let lastFullPass {
      let allowed = lastFullPass &+ limits.fullPassRest.wholeNanoseconds
      nearest = min(nearest ?? allowed, allowed)
    }
    return nearest
  }
}

extension Identity {
  /// Whether a package manager changes it while it works, by steps.
  fileprivate var isOfPackages: Bool { space == .unit || space == .package }
}

extension Duration {
  /// Not below zero.
  var wholeNanoseconds: UInt64 {
    let (seconds, attoseconds) = components
    return UInt64(max(0, seconds)) * 1_000_000_000 + UInt64(max(0, attoseconds) / 1_000_000_000)
  }
}

private enum Message {
  static let begun = "the watch has begun, and something may have changed before"
  static func many(_ count: Int) -> String { "\(count) things were changed at once" }
}
