internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeHooks
internal import ConvergeKinds
internal import ConvergeLedger
internal import ConvergeYAML
internal import Synchronization

/// A script on its machine, with a ledger, ready to be run as often as a test likes.
final class Rehearsal: Sendable {
  /// One run, and the machine's steps in it.
  struct Performance: Sendable {
    let run: Run
    /// The number of the first step.
    let first: Int
    let labels: [String]
    /// Whether a run before it met with bad weather, so that it may have had to tidy up first.
    let isRepair: Bool

    /// The steps that changed something beside the ledger.
    var effects: [String] { labels.filter { !$0.hasSuffix("the ledger") } }
  }

  let script: Script
  let machine: SimulatedHost
  let told = HookCount()
  private let ledger: MutantLedger
  private let runs = Mutex(0)
  private let isDisturbed = Mutex(false)

  var scenario: Scenario { script.scenario }

  init(_ script: Script, on executor: SeededExecutor) throws {
    self.script = script
    machine = try SimulatedHost(describedBy: script.host)
    executor.begin(seed: script.scenario.seed)
    machine.giveWay { await executor.giveWay() }
    machine.install(SimulatedMaker(), at: "/bin/make")
    machine.install(SimulatedMaker(), at: "/bin/copy")
    machine.install(told, at: "/bin/tell")
    machine.forgetSyncs(of: script.mutant?.forgotten ?? [])
    ledger = MutantLedger(SimulatedLedger(on: machine), script.mutant)
  }

  deinit { machine.scrap() }

  /// One run, from its beginning to its end or to where the machine stops.
  func apply() async throws(HostError) -> Performance {
    let number = runs.withLock { number in
      number += 1
      return number
    }
    let digits = String(number, radix: 16)
    let id = "2026-11-23T20:00:00Z-" + String(repeating: "0", count: 4 - digits.count) + digits
    let mutant = script.mutant
    let engine = Engine(
      host: machine.host(of: mutant), ledger: ledger,
      kinds: mutant == .leftovers ? [] : registeredKinds, options: EngineOptions(run: RunID(id)))
    let before = machine.stepCount
    let isRepair = isDisturbed.withLock(\.self)
    let run = try await engine.apply(script.work)
    return Performance(
      run: run, first: before + 1, labels: Array(machine.stepLabels.dropFirst(before)),
      isRepair: isRepair)
  }

  /// One run in bad weather; nil where it gave up.
  func apply(in weather: Weather) async -> Performance? {
    weather.brew(over: machine)
    let performance = try? await apply()
    isDisturbed.withLock { $0 = true }
    return performance
  }

  /// Services, containers and copies that stand on other files than those on disk: a refresh was
  /// lost. What is simulated wrote down itself what it had loaded.
  func lostRefreshes(of isAsked: (String) -> Bool = { _ in true }) -> [String] {
    var lost: [String] = []
    let systemd = SimulatedSystemd.running(on: machine)
    for (unit, paths) in scenario.reads where isAsked("service:\(unit)") {
      for path in paths where systemd.loaded(path, by: unit) != machine.content(path) {
        lost.append("\(unit) has not loaded \(path)")
      }
    }
    if let docker = machine.part(SimulatedDocker.self) {
      for container in docker.containers
      where container.isRunning && isAsked("container:\(container.name)") {
        for (path, loaded) in container.loaded where loaded != machine.content(path) {
          lost.append("\(container.name) has not loaded \(path)")
        }
      }
    }
    for (command, source, copy) in scenario.copies where isAsked(command) {
      if machine.content(source) != machine.content(copy) {
        lost.append("\(copy) was not made anew from \(source)")
      }
    }
    return lost.sorted()
  }

  /// Lets every hook that has failed run again, as `converge hook retry` does.
  func retryHooks() throws {
    for draft in scenario.drafts where draft.kind == "hook" {
      let folder = HookFolder(of: "random/\(draft.name)", in: HookScene.area)
      _ = try folder.retry(on: machine.host)
    }
  }

  /// What nobody should find after a run: temporary files and containers.
  var leftovers: [String] {
    machine.entries().map(\.path).filter { $0.contains(".converge-") }
      + (machine.part(SimulatedDocker.self)?.containers ?? []).map(\.name)
      .filter { $0.contains(".converge-") }
  }

  /// Files that have neither the old content nor the new one.
  var torn: [String] {
    scenario.contents.sorted { $0.key < $1.key }.compactMap { path, contents in
      let real = machine.content(path).map { bytes in
        String(decoding: bytes, as: UTF8.self).replacing("\n", with: "\\n")
      }
      return contents.contains(real) ? nil : "\(path) has \(real.debugDescription)"
    }
  }

  /// How the machine differs from what these resources are to be.
  func differences(of isAsked: (Int) -> Bool = { _ in true }) throws -> [String] {
    let (node, problems) = YAMLReader(file: "after").read(Array(scenario.after(isAsked).utf8))
    if problems.hasErrors { throw Unusable(problems: problems, seed: scenario.seed) }
    guard let node, !node.isNull else { return [] }
    return try machine.differences(from: node)
  }
}

/// `make PATH` writes a file, and `copy SOURCE PATH` one that is like another.
struct SimulatedMaker: SimulatedProgram {
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let paths = Array(invocation.arguments.dropFirst())
    let path = paths.last ?? ""
    let content = paths.count == 2 ? machine.content(paths[0]) : Array("made\n".utf8)
    let temporary = "\(path).new"
    if machine.entry(temporary) != nil { try machine.files.remove(temporary) }
    try machine.files.stage(
      Candidate(
        content: content ?? [], mode: 0o644, owner: FileOwner(user: nil, group: nil),
        likeness: nil), at: temporary)
    try machine.files.rename(temporary, to: path)
    return ProcessResult(end: .exited(0), output: [], error: [])
  }
}
