import ConvergeCore
import ConvergeKinds
import ConvergeManifest
import ConvergeTestSupport
import Synchronization
import Testing

/// A simulated host on which every program that is run is written down.
struct KindBench<R: Resource> {
  let machine: SimulatedHost
  let processes: RecordingProcesses
  let host: Host
  let run = RunContext(id: RunID("2026-11-23T20:00:00Z-0001"), jobs: 2)

  init(_ machine: SimulatedHost) {
    self.machine = machine
    let processes = RecordingProcesses(machine.host.processes)
    self.processes = processes
    var host = machine.host
    host.processes = processes
    self.host = host
  }

  /// The resources of a manifest.
  func resources(_ text: String) throws -> [R] {
    let text = ManifestText(Array(text.utf8), file: "m.yml", path: "/m.yml")
    let reading = ManifestReader(kinds: [R.self], sources: InMemorySources()).read(text)
    let manifest = try #require(reading.manifest, "\(reading.problems)")
    return manifest.resources.compactMap { $0.resource as? R }
  }

  func verdicts(_ text: String) async throws -> [Verdict] {
    let resources = try resources(text)
    let states = await R.observe(resources, on: host)
    return try zip(resources, states).map {
      $0.plan(from: try $1.get(), last: nil, in: PredictedHost())
    }
  }

  func apply(_ text: String) async throws -> [Result<Effect, HostError>] {
    let resources = try resources(text)
    let states = await R.observe(resources, on: host)
    let planned = try zip(resources, states).map { resource, state in
      let state = try state.get()
      let verdict = resource.plan(from: state, last: nil, in: PredictedHost())
      return Planned(resource, state, verdict, last: nil, timeout: R.kind.timeout)
    }
    return await R.apply(planned, in: run, on: host)
  }

  func refresh(_ text: String) async throws -> [Result<Delivery, HostError>] {
    let resources = try resources(text)
    let states = await R.observe(resources, on: host)
    let owed = try zip(resources, states).map {
      Owed($0, try $1.get(), causes: ["file:/etc/app.conf"], timeout: R.kind.timeout)
    }
    return await R.refresh(owed, in: run, on: host)
  }
}

/// Runs programs, and remembers them.
final class RecordingProcesses: ProcessRunner {
  private let processes: any ProcessRunner
  private let record = Mutex<[[String]]>([])
  private let drops = Mutex(false)

  /// Whether programs say more than is kept.
  var dropsBytes: Bool {
    get { drops.withLock { $0 } }
    set { drops.withLock { $0 = newValue } }
  }

  init(_ processes: any ProcessRunner) { self.processes = processes }

  /// The argument lists, in the order run.
  var lines: [[String]] { record.withLock { $0 } }

  /// The programs, in the order run, `apt-get` with its verb or `simulate`.
  var programs: [String] {
    lines.map { line in
      let name = line.first?.split(separator: "/").last.map(String.init) ?? ""
      guard name == "apt-get" else { return name }
      return line.contains("--simulate") ? "simulate" : line.contains("update") ? "update" : name
    }
  }

  func run(_ invocation: Invocation) async throws(HostError) -> ProcessResult {
    record.withLock { $0.append(invocation.arguments) }
    let result = try await processes.run(invocation)
    guard dropsBytes else { return result }
    return ProcessResult(
      end: result.end, output: result.output, error: result.error, droppedBytes: 1)
  }
}
