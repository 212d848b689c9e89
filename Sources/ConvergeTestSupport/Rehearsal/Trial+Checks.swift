internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeLedger

/// What must hold after runs in good weather.
extension Trial {
  /// Everything is as declared, in the right order, and nothing is lost, left or owed.
  mutating func checkConverged(
    _ rehearsal: Rehearsal, _ performance: Rehearsal.Performance, _ what: String
  ) throws {
    for result in performance.run.results {
      let draft = draft(of: result)
      // A failure that is ignored is one all the same.
      guard result.outcome == .failed || result.outcome == .skipped else { continue }
      let why = result.error.map { "\($0)" } ?? "\(result.skippedBecause as Any)"
      fail("\(what): \(draft.reference) \(result.outcome.rawValue): \(why)")
    }
    for difference in try rehearsal.differences() { fail("\(what): \(difference)") }
    for lost in rehearsal.lostRefreshes() { fail("\(what): \(lost)") }
    for left in rehearsal.leftovers { fail("\(what): \(left) is left") }
    for torn in rehearsal.torn { fail("\(what): \(torn)") }
    checkOwed(performance.run, what)
    checkOrder(performance, what)
  }

  /// Only what is not enforced may still be owed something.
  private mutating func checkOwed(_ run: Run, _ what: String) {
    for owed in run.owed {
      let isExpected = scenario.drafts.contains {
        $0.reference == "\(owed.targetReference)" && !$0.isEnforced
      }
      if !isExpected { fail("\(what): \(owed.targetReference) is still owed a refresh") }
    }
  }

  /// No resource began before what comes first had ended, as the machine's own steps show.
  mutating func checkOrder(_ performance: Rehearsal.Performance, _ what: String) {
    // A run after another that did not end well begins with clearing, before it writes down
    // anything of its own.
    let cleared =
      performance.isRepair
      ? performance.labels.firstIndex { $0.hasSuffix("the ledger") } ?? 0 : 0
    var trace = Trace(
      performance.labels.dropFirst(cleared), from: performance.first + cleared, of: scenario)
    // What dpkg left undone is finished as soon as any package is looked at.
    if performance.isRepair || performance.run.fails {
      trace.forget { scenario.drafts[$0].kind == "package" }
    }
    // Nothing is changed before that is announced.
    if !performance.isRepair, let first = performance.labels.first, !first.hasSuffix("the ledger") {
      fail("\(what) began with the step '\(first)'")
    }
    for violation in trace.violations(of: scenario) { fail("\(what): \(violation)") }
  }

  /// What is not enforced was not touched.
  mutating func checkUnenforced(_ rehearsal: Rehearsal) {
    guard !scenario.unenforced.isEmpty else { return }
    let systemd = SimulatedSystemd.running(on: rehearsal.machine)
    for unit in scenario.unenforced {
      let deliveries = systemd.deliveries(to: unit)
      if deliveries.starts > 0 || deliveries.reloads > 0 {
        fail("\(unit) is not enforced, and was refreshed")
      }
    }
  }

  /// A run that finds nothing to do, and does nothing.
  mutating func checkQuiet(_ rehearsal: Rehearsal, _ what: String) async {
    guard let performance = await perform(rehearsal, what) else { return }
    for result in performance.run.results {
      let draft = draft(of: result)
      if result.outcome == .inSync || (draft.isRoutine && result.outcome == .ran) { continue }
      if result.outcome == .drifted, !draft.isEnforced { continue }
      fail("\(what): \(describe(result))")
    }
    for label in performance.effects {
      if scenario.owner(ofStep: label).map({ scenario.drafts[$0].isRoutine }) ?? false { continue }
      fail("\(what) took the step '\(label)'")
    }
    for message in performance.run.messages { fail("\(what) said: \(message)") }
  }

  /// A run after a power cut and a boot. What was reported done is there: what converge wrote, and
  /// what dpkg and the container engine did. Accounts and the links of units are not synced by the
  /// programs that make them; and a refresh may come once more, since it need not be remembered
  /// that it was delivered.
  mutating func checkAfterBoot(_ rehearsal: Rehearsal) async {
    guard let performance = await perform(rehearsal, "a run after a boot") else { return }
    var isShaken: UInt64 = 0
    for (index, draft) in scenario.drafts.enumerated()
    where ["user", "group", "service"].contains(draft.kind) {
      isShaken.insert(index)
      isShaken |= scenario.precedence.possibleDependents[index]
    }
    for result in performance.run.results {
      let index = script.drafts[result.index]
      if [.inSync, .refreshed, .ran, .drifted].contains(result.outcome) { continue }
      // What does not start at boot is started by the run.
      if scenario.drafts[index].kind == "container", result.outcome == .updated { continue }
      if isShaken.contains(index), !result.isFailure { continue }
      fail("a run after a boot: \(describe(result))")
    }
  }

  func draft(of result: ResourceResult) -> Draft { scenario.drafts[script.drafts[result.index]] }

  func describe(_ result: ResourceResult) -> String {
    let changes = result.differences.map(\.change.attribute).joined(separator: ", ")
    let why = result.error.map { ": \($0)" } ?? ""
    return "\(draft(of: result).reference) \(result.outcome.rawValue) \(changes)\(why)"
  }
}
