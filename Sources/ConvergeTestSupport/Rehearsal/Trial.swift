internal import ConvergeCore
internal import ConvergeEngine

/// One seed, tried on four machines: in good weather, with one stop, with several misfortunes, and
/// with a fault that is no stop.
package struct Trial {
  let seed: UInt64
  let mutant: Mutant?
  let isTold: Bool
  let script: Script
  let executor: SeededExecutor
  var numbers: SeededNumbers
  var report = Report()

  var scenario: Scenario { script.scenario }

  /// Tries all seeds, two at a time.
  ///
  /// - Parameter limit: a worker that has found that many failures ends.
  package static func runAll(
    _ seeds: [UInt64], mutant: Mutant? = nil, stopsEverywhere: Bool = false, limit: Int = 40
  ) async -> Report {
    await withTaskGroup(of: Report.self) { group in
      for worker in 0..<2 {
        let mine = stride(from: worker, to: seeds.count, by: 2).map { seeds[$0] }
        group.addTask {
          var report = Report()
          for seed in mine where report.failures.count < limit {
            do {
              var one = try await run(seed, mutant: mutant, stopsEverywhere: stopsEverywhere)
              let more = one.failures.dropFirst(6).count
              one.failures = Array(one.failures.prefix(6))
              if more > 0 { one.failures.append("seed \(seed): and \(more) more") }
              report.merge(one)
            } catch {
              report.failures.append("\(error)")
            }
          }
          return report
        }
      }
      var all = Report()
      for await report in group { all.merge(report) }
      return all
    }
  }

  /// Tries one seed.
  ///
  /// - Parameters:
  ///   - isTold: whether the report has a transcript.
  ///   - stopsEverywhere: whether a run is stopped at each of its steps, by kills and a power cut,
  ///     instead of at some.
  /// - Throws: `Unusable`, for a mistake of the generator.
  package static func run(
    _ seed: UInt64, mutant: Mutant? = nil, isTold: Bool = false, stopsEverywhere: Bool = false
  ) async throws -> Report {
    let executor = SeededExecutor(seed: seed)
    return try await withTaskExecutorPreference(executor) {
      let scenario = Scenario(seed: seed)
      var trial = Trial(
        seed: seed, mutant: mutant, isTold: isTold, script: try Script(scenario, mutant: mutant),
        executor: executor, numbers: SeededNumbers(seed: seed &+ 0xC0FFEE))
      trial.tell("the manifest", scenario.manifest().split(separator: "\n").map(String.init))
      trial.tell("the machine", scenario.host.split(separator: "\n").map(String.init))
      if stopsEverywhere {
        try await trial.stopEverywhere()
      } else {
        try await trial.run()
      }
      return trial.report
    }
  }

  private mutating func run() async throws {
    report.count(scenario)
    let labels = try await tryWhole()
    // A mutant need be found out once.
    guard labels.count > 1, mutant == nil || report.failures.isEmpty else { return }
    try await tryStop(labels)
    guard mutant == nil || report.failures.isEmpty else { return }
    try await tryFault(labels)
    guard mutant == nil || report.failures.isEmpty else { return }
    try await tryMisfortunes(labels)
  }

  /// - Returns: the steps that it takes.
  private mutating func tryWhole() async throws -> [String] {
    let rehearsal = try Rehearsal(script, on: executor)
    guard let whole = await perform(rehearsal, "one run") else { return [] }
    try checkConverged(rehearsal, whole, "one run")
    checkUnenforced(rehearsal)
    checkHooks(rehearsal, stoppedAt: [], "one run")
    await checkQuiet(rehearsal, "a second run")
    // What a run has reported done survives a power cut right after it.
    rehearsal.machine.powerCut()
    rehearsal.machine.restart()
    await checkAfterBoot(rehearsal)
    checkHooks(rehearsal, stoppedAt: [], "a run after a boot")
    return whole.labels
  }

  /// Stops a run where it would do something of a kind that is drawn first, so that what is rare is
  /// stopped at too.
  private mutating func tryStop(_ labels: [String]) async throws {
    let rehearsal = try Rehearsal(script, on: executor)
    let step = drawStep(of: labels)
    try await suffer(.stop(at: step, &numbers), rehearsal)
    try await recover(rehearsal)
  }

  private mutating func stopEverywhere() async throws {
    report.count(scenario)
    let labels = try await tryWhole()
    for step in labels.indices.map({ $0 + 1 }) {
      for event in [Weather.Event.kill, .killSparingPrograms, .powerCut(luck: numbers.next())] {
        let rehearsal = try Rehearsal(script, on: executor)
        try await suffer(Weather(event: event, step: step), rehearsal)
        try await recover(rehearsal)
      }
    }
  }

  /// Several stops and faults, each in the run after the one before.
  private mutating func tryMisfortunes(_ labels: [String]) async throws {
    let rehearsal = try Rehearsal(script, on: executor)
    for number in 0..<Int.random(in: 2...3, using: &numbers) {
      let steps = max(2, labels.count / 2)
      let step =
        number == 0
        ? drawStep(of: labels)
        : rehearsal.machine.stepCount + Int.random(in: 1...steps, using: &numbers)
      let weather: Weather =
        numbers.chance(60)
        ? .stop(at: step, &numbers) : .fault(at: step, labels[drawStep(of: labels) - 1], &numbers)
      try await suffer(weather, rehearsal)
    }
    try await recover(rehearsal)
  }

  private mutating func tryFault(_ labels: [String]) async throws {
    let rehearsal = try Rehearsal(script, on: executor)
    let step = drawStep(of: labels)
    let weather = Weather.fault(at: step, labels[step - 1], &numbers)
    report.count(weather, labels[step - 1])
    let what = weather.described(labels[step - 1])
    // Where even the ledger cannot be written the run may give up.
    let performance = await rehearsal.apply(in: weather)
    tell("in \(what), a run", rehearsal.machine.stepLabels)
    if let performance {
      try checkFault(rehearsal, performance, weather, labels[step - 1], what)
    }
    weather.pass(over: rehearsal.machine)
    hadFaults = true
    try await recover(rehearsal, after: what)
  }

  /// A step of a kind that is drawn first, what every run has more seldom than the rest.
  private mutating func drawStep(of labels: [String]) -> Int {
    let points = labels.map(CrashPoint.init(label:))
    let kinds = Set(points.compactMap(\.self)).sorted { $0.rawValue < $1.rawValue }
    let drawn = kinds.flatMap { [CrashPoint](repeating: $0, count: $0.weight) }
    guard let point = numbers.pick(drawn),
      let step = numbers.pick(labels.indices.filter { points[$0] == point })
    else { return 1 }
    return step + 1
  }

  /// A run in bad weather.
  private mutating func suffer(_ weather: Weather, _ rehearsal: Rehearsal) async throws {
    let machine = rehearsal.machine
    let before = machine.stepCount
    _ = await rehearsal.apply(in: weather)
    var label = "never"
    if machine.stepCount >= weather.step {
      label = machine.stepLabels[weather.step - 1]
      report.count(weather, label)
    }
    weather.pass(over: machine)
    let what = weather.described(label)
    sufferings.append(what)
    if weather.isStop {
      stops.append((label, weather.sparesPrograms))
    } else {
      hadFaults = true
    }
    tell("in \(what), a run", Array(machine.stepLabels.dropFirst(before)))
    for torn in rehearsal.torn { fail("after \(what), \(torn)") }
  }

  /// A run in good weather brings everything there, and the next one finds nothing to do.
  private mutating func recover(
    _ rehearsal: Rehearsal, after what: String? = nil
  ) async throws {
    let what = what ?? sufferings.joined(separator: ", then ")
    sufferings = []
    defer { (stops, hadFaults) = ([], false) }
    // What has failed is not run again by itself.
    if hadFaults { try rehearsal.retryHooks() }
    guard let run = await perform(rehearsal, "after \(what), a run") else { return }
    try checkConverged(rehearsal, run, "after \(what)")
    await checkQuiet(rehearsal, "a run after \(what)")
    if !hadFaults { checkHooks(rehearsal, stoppedAt: stops, "after \(what)") }
  }

  /// What befell the runs so far.
  private var sufferings: [String] = []
  /// Where they were stopped, and whether anything failed in them otherwise.
  private var stops: [(label: String, sparesPrograms: Bool)] = []
  private var hadFaults = false

  mutating func perform(
    _ rehearsal: Rehearsal, _ what: String
  ) async -> Rehearsal.Performance? {
    do {
      let performance = try await rehearsal.apply()
      tell(what, performance.labels)
      return performance
    } catch {
      fail("\(what) did not run: \(error)")
      return nil
    }
  }

  private mutating func tell(_ what: String, _ lines: [String]) {
    guard isTold else { return }
    report.transcript += ["== \(what)"] + lines.map { "   \($0)" }
  }

  mutating func fail(_ message: String) { report.failures.append("seed \(seed): \(message)") }
}
