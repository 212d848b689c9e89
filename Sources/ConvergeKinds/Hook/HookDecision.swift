internal import ConvergeCore
internal import ConvergeHooks

/// Whether a hook runs: what its event, `runs` and `trigger` make of its journal and of what has
/// happened. The table is in `docs/hooks.md`; this is all of it.
enum HookDecision: Equatable {
  case nothing
  /// It runs, for these causes.
  case run([Occasion.Cause])
  /// Only the apply will tell.
  case open
  /// It has failed, and is not run again for that.
  case failed(HookRecord)
  /// The failure that it ran for is over, and may be met anew.
  case forgetFailure

  /// - Parameters:
  ///   - journal: as it is once what is under way has ended.
  ///   - owed: the run that is owed and has not begun.
  init(
    _ hook: Hook, _ journal: HookJournal, owed: HookRecord?, on occasion: Occasion,
    inBoot bootID: String
  ) {
    let causes = Self.merged(owed?.causes ?? [], hook.causes(of: occasion))
    if owed != nil {
      // What was to run has become another: it still runs once, as what it is now.
      self = .run(causes)
      return
    }
    switch hook.runs {
    case .once?, .perBoot?:
      let boot = hook.runs == .perBoot ? bootID : nil
      if journal.hasEnded(hook.key, inBoot: boot) {
        self = Self.standing(hook, journal)
      } else {
        self = Self.firstTime(hook, journal, causes, occasion)
      }
    case .everyApply?: self = .run(causes)
    case .onChange?, nil: self = Self.eachTime(hook, journal, causes, occasion)
    }
  }

  /// The failure in which it ended, as long as that stands.
  private static func standing(_ hook: Hook, _ journal: HookJournal) -> HookDecision {
    guard let last = journal.end(of: hook.key), last.state.isFailure else { return .nothing }
    return .failed(last)
  }

  /// Its key has not run yet: the first occurrence does it.
  private static func firstTime(
    _ hook: Hook, _ journal: HookJournal, _ causes: [Occasion.Cause], _ occasion: Occasion
  ) -> HookDecision {
    switch hook.event {
    case .start, .end: return .run([])
    case .change where !occasion.isSubscribed || hasNewTrigger(hook, journal): return .run(causes)
    case .change where causes.isEmpty && occasion.isOpen: return .open
    case .change, .failure, .drift: return causes.isEmpty ? .nothing : .run(causes)
    }
  }

  private static func eachTime(
    _ hook: Hook, _ journal: HookJournal, _ causes: [Occasion.Cause], _ occasion: Occasion
  ) -> HookDecision {
    switch hook.event {
    case .start, .end: return .run([])
    case .drift: return causes.isEmpty ? .nothing : .run(causes)
    case .failure:
      let failed = occasion.failed.sorted()
      if failed.isEmpty { return journal.knownFailure.isEmpty ? .nothing : .forgetFailure }
      let isKnown = failed == journal.knownFailure && journal.lastEnd?.key == hook.key
      return isKnown ? standing(hook, journal) : .run(causes)
    case .change:
      if !causes.isEmpty { return .run(causes) }
      if hasNewTrigger(hook, journal) { return .run([]) }
      if let last = journal.lastEnd, last.state.isFailure {
        // Whoever corrects a script that failed wants it to run.
        return last.key == hook.key ? .failed(last) : .run(last.causes)
      }
      return occasion.isOpen ? .open : .nothing
    }
  }

  private static func hasNewTrigger(_ hook: Hook, _ journal: HookJournal) -> Bool {
    hook.trigger != nil && hook.trigger != journal.lastTrigger
  }

  private static func merged(
    _ first: [Occasion.Cause], _ second: [Occasion.Cause]
  ) -> [Occasion.Cause] {
    first
      + second.filter { cause in
        !first.contains { $0.reference == cause.reference && $0.run == cause.run }
      }
  }
}

extension Hook {
  /// What it is told of.
  fileprivate func causes(of occasion: Occasion) -> [Occasion.Cause] {
    switch event {
    case .change: occasion.causes
    case .failure: occasion.failed.map { Occasion.Cause(reference: $0, run: "") }
    case .drift: occasion.drifted.map { Occasion.Cause(reference: $0, run: "") }
    case .start, .end: []
    }
  }
}
