internal import ConvergeCore
internal import ConvergeEngine

/// What must hold right after a run in which something failed.
extension Trial {
  /// What was hit failed, what stands on it was skipped and names it, and the rest is as declared.
  mutating func checkFault(
    _ rehearsal: Rehearsal, _ performance: Rehearsal.Performance, _ weather: Weather,
    _ label: String, _ what: String
  ) throws {
    var failed: UInt64 = 0
    var ignored: UInt64 = 0
    var skipped: [(index: Int, because: Int?)] = []
    for result in performance.run.results {
      let index = script.drafts[result.index]
      switch result.outcome {
      case .failed:
        if result.error == nil { fail("\(what): \(describe(result)) and does not say why") }
        if result.isIgnored { ignored.insert(index) } else { failed.insert(index) }
      case .skipped:
        let because = scenario.drafts.firstIndex {
          $0.reference == result.skippedBecause.map { "\($0)" }
        }
        skipped.append((index, because))
      default: break
      }
    }
    let shaken = reach(of: ignored)
    checkHit(performance.run, weather, label, ignored, what)
    checkSkipped(skipped, failed, what)
    let untouched = reach(of: failed)
    for result in performance.run.results where ![.failed, .skipped].contains(result.outcome) {
      let index = script.drafts[result.index]
      guard untouched.certain.contains(index) else { continue }
      fail("\(what): \(draft(of: result).reference) went on without what it requires")
    }
    // The rest is as declared.
    let isDone = { (index: Int) in
      !failed.contains(index) && !ignored.contains(index) && !shaken.possible.contains(index)
        && !untouched.possible.contains(index)
    }
    for difference in try rehearsal.differences(of: isDone) { fail("\(what): \(difference)") }
    let done = Set(scenario.drafts.indices.filter(isDone).flatMap { scenario.drafts[$0].provides })
    for lost in rehearsal.lostRefreshes(of: done.contains) { fail("\(what): \(lost)") }
    for torn in rehearsal.torn { fail("\(what): \(torn)") }
    if case .fault = weather.event {
      for left in rehearsal.leftovers { fail("\(what): \(left) is left") }
    }
    checkOrder(performance, what)
  }

  /// What failed was hit, or is of the kinds that share what was hit.
  private mutating func checkHit(
    _ run: Run, _ weather: Weather, _ label: String, _ ignored: UInt64, _ what: String
  ) {
    let hit = scenario.owner(ofStep: label)
    let kinds = CrashPoint(label: label)?.kinds ?? []
    let isWide: Bool = if case .spell = weather.event { true } else { hit == nil }
    let afterIgnored = reach(of: ignored).possible
    for result in run.results where result.outcome == .failed {
      let index = script.drafts[result.index]
      let draft = scenario.drafts[index]
      let shares = kinds.contains(draft.kind) && (isWide || draft.kind == "package")
      if index == hit || shares || afterIgnored.contains(index) { continue }
      fail("\(what): \(describe(result)), which was not hit")
    }
  }

  /// What was skipped names one failure that it stands on.
  private mutating func checkSkipped(
    _ skipped: [(index: Int, because: Int?)], _ failed: UInt64, _ what: String
  ) {
    for (index, because) in skipped {
      let reference = scenario.drafts[index].reference
      guard let because, failed.contains(because) else {
        fail("\(what): \(reference) was skipped and names no failure")
        continue
      }
      if !scenario.precedence.possibleDependents[because].contains(index) {
        fail(
          "\(what): \(reference) was skipped for \(scenario.drafts[because].reference), "
            + "which it does not stand on")
      }
    }
  }

  /// All that stands on these, for certain and perhaps.
  private func reach(of indices: UInt64) -> (certain: UInt64, possible: UInt64) {
    var reached: (certain: UInt64, possible: UInt64) = (0, 0)
    for index in scenario.drafts.indices where indices.contains(index) {
      reached.certain |= scenario.precedence.dependents[index]
      reached.possible |= scenario.precedence.possibleDependents[index]
    }
    return reached
  }
}
