internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeLedger

/// One seed, tried: run whole, run again, then stopped somewhere and run to the end.
package struct Trial {
  let seed: UInt64
  let mutation: Rehearsal.Mutation

  /// What came of many seeds.
  package struct Report: Sendable {
    /// Each begins with its seed.
    package var failures: [String] = []
    package var crashes: [CrashPoint: Int] = [:]
    /// Labels of steps that no crash point knows, for whoever adds one.
    package var unknownLabels: Set<String> = []

    /// The first of them.
    package var failureText: String { failures.prefix(5).joined(separator: "\n") }
  }

  /// Tries all seeds, two at a time.
  package static func runAll(
    _ seeds: [UInt64], mutation: Rehearsal.Mutation = .none
  ) async throws -> Report {
    try await withThrowingTaskGroup(of: Report.self) { group in
      for worker in 0..<2 {
        let mine = stride(from: worker, to: seeds.count, by: 2).map { seeds[$0] }
        group.addTask {
          var report = Report()
          for seed in mine where report.failures.count < 5 {
            try await Trial(seed: seed, mutation: mutation).run(into: &report)
          }
          return report
        }
      }
      var all = Report()
      for try await report in group {
        all.failures += report.failures
        all.crashes.merge(report.crashes, uniquingKeysWith: +)
        all.unknownLabels.formUnion(report.unknownLabels)
      }
      return all
    }
  }

  private func run(into report: inout Report) async throws {
    let scenario = Scenario(seed: seed)
    let whole = try Rehearsal(scenario, mutation: mutation)
    let (run, events) = try await whole.apply(1)
    let steps = whole.machine.stepCount
    let labels = whole.machine.stepLabels
    check(run, of: whole, after: "one run", &report)
    for violated in whole.violatedEdges(events) { fail(violated, &report) }
    await checkQuiet(whole, "a second run", number: 2, &report)
    await checkDurable(whole, &report)

    guard steps > 1 else { return }
    var numbers = SeededNumbers(seed: seed &+ 0xC0FFEE)
    let stop = Int.random(in: 1...steps, using: &numbers)
    if let point = CrashPoint(label: labels[stop - 1]) {
      report.crashes[point, default: 0] += 1
    } else {
      report.unknownLabels.insert(labels[stop - 1])
    }
    let isPowerCut = numbers.chance(50)
    let stopped = try Rehearsal(scenario, mutation: mutation)
    stopped.machine.stop(atStep: stop)
    _ = try? await stopped.apply(1)
    if isPowerCut {
      stopped.machine.powerCut()
    }
    stopped.machine.restart()
    let how = "\(isPowerCut ? "a power cut" : "a kill") at step \(stop) (\(labels[stop - 1]))"
    let second: Run
    do {
      second = try await stopped.apply(2).run
    } catch {
      fail("after \(how) nothing ran: \(error)", &report)
      return
    }
    check(second, of: stopped, after: how, &report)
    await checkQuiet(stopped, "a run after \(how)", number: 3, &report)
  }

  /// What a run has reported done survives a power cut right after it; a refresh may come once
  /// more, since that it was delivered need not have been synced.
  private func checkDurable(_ rehearsal: Rehearsal, _ report: inout Report) async {
    rehearsal.machine.powerCut()
    rehearsal.machine.restart()
    await checkQuiet(
      rehearsal, "a run after a boot", number: 4, &report, besides: .refreshed)
  }

  private func check(
    _ run: Run, of rehearsal: Rehearsal, after what: String, _ report: inout Report
  ) {
    for result in run.results where result.isFailure {
      let reference = rehearsal.work.resources[result.index].declaration.reference
      let why = result.error.map { "\($0)" } ?? "\(result.skippedBecause as Any)"
      fail("after \(what), \(reference) \(result.outcome.rawValue): \(why)", &report)
    }
    for lost in rehearsal.lostRefreshes { fail("after \(what), \(lost)", &report) }
    for left in rehearsal.leftovers { fail("after \(what), \(left) is left", &report) }
    for owed in run.owed { fail("after \(what), \(owed.targetReference) is still owed", &report) }
  }

  private func checkQuiet(
    _ rehearsal: Rehearsal, _ what: String, number: Int, _ report: inout Report,
    besides allowed: Outcome? = nil
  ) async {
    do {
      let run = try await rehearsal.apply(number).run
      for result in run.results where result.outcome != .inSync && result.outcome != allowed {
        let reference = rehearsal.work.resources[result.index].declaration.reference
        let changes = result.differences.map(\.change.attribute).joined(separator: ", ")
        fail("\(what): \(reference) \(result.outcome.rawValue) \(changes)", &report)
      }
    } catch {
      fail("\(what) did not run: \(error)", &report)
    }
  }

  private func fail(_ message: String, _ report: inout Report) {
    report.failures.append("seed \(seed): \(message)")
  }
}
