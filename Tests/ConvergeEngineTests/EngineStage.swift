import ConvergeCore
import ConvergeEngine
import ConvergeGraph
import ConvergeKinds
import ConvergeLedger
import ConvergeManifest
import ConvergeTestSupport
import ConvergeYAML
import Synchronization
import Testing

/// A simulated host with a ledger, to which manifests are applied one after the other.
final class EngineStage: Sendable {
  let machine: SimulatedHost
  let ledger: SimulatedLedger
  private let runs = Mutex(0)

  /// - Parameter host: as the `host:` of a kind's case.
  init(_ host: String = "{}") throws {
    let (root, problems) = YAMLReader(file: "host").read(Array(host.utf8))
    try #require(problems.items.isEmpty, "\(problems.plainText)")
    machine = try SimulatedHost(describedBy: root)
    ledger = SimulatedLedger(on: machine)
  }

  /// A manifest, read and put in order.
  ///
  /// - Parameter path: where it was read from; its name is `name:`, or the file's.
  func work(
    _ text: String, path: String = "/srv/web.yml", _ selection: Selection = Selection()
  ) throws -> Work {
    let reading = ManifestReader(kinds: registeredKinds, sources: InMemorySources())
      .read(ManifestText(Array(text.utf8), file: "web.yml", path: path))
    var problems = reading.problems
    let manifest = try #require(reading.manifest, "\(problems.plainText)")
    let graph = try #require(
      Graph(
        manifest.resources.map(\.vertex), edges: manifest.edges, junctions: manifest.junctions,
        reporting: &problems),
      "\(problems.plainText)")
    return Work(
      manifest: manifest.name, path: path, resources: manifest.resources, graph: graph,
      selected: try selection.indices(among: manifest.resources, graph))
  }

  func apply(
    _ work: Work, _ configure: (inout EngineOptions) -> Void = { _ in }
  ) async throws -> Results {
    Results(try await engine(configure).apply(work), work)
  }

  func apply(
    _ text: String, path: String = "/srv/web.yml",
    _ configure: (inout EngineOptions) -> Void = { _ in }
  ) async throws -> Results {
    try await apply(work(text, path: path), configure)
  }

  func plan(
    _ text: String, path: String = "/srv/web.yml",
    _ configure: (inout EngineOptions) -> Void = { _ in }
  ) async throws -> Results {
    let work = try work(text, path: path)
    return Results(try await engine(configure).plan(work), work)
  }

  /// Changes the host behind converge's back, as the `meanwhile:` of a case.
  func build(_ text: String) throws {
    try machine.build(#require(YAMLReader(file: "host").read(Array(text.utf8)).root))
  }

  /// How the host differs from the `after:` of a case.
  func differences(from text: String) throws -> [String] {
    try machine.differences(from: #require(YAMLReader(file: "after").read(Array(text.utf8)).root))
  }

  private func engine(_ configure: (inout EngineOptions) -> Void) -> Engine {
    let number = runs.withLock { count in
      count += 1
      return count
    }
    var options = EngineOptions(run: RunID("2026-11-23T21:40:12Z-\(1000 + number)"))
    configure(&options)
    return Engine(host: machine.host, ledger: ledger, kinds: registeredKinds, options: options)
  }
}

/// A run with its resources by their references.
struct Results {
  let run: Run
  let work: Work

  init(_ run: Run, _ work: Work) {
    self.run = run
    self.work = work
  }

  subscript(_ reference: String) -> ResourceResult {
    get throws {
      try #require(
        run.results.first {
          work.resources[$0.index].declaration.reference.description == reference
        })
    }
  }

  /// `file:/etc/motd created`, without what was in sync, in the order of the run.
  var outcomes: [String] {
    run.results.filter { $0.outcome != .inSync }.map {
      "\(work.resources[$0.index].declaration.reference) \($0.outcome.rawValue)"
    }
  }

  /// `service:web because of file:/etc/web.conf`
  var owed: [String] { run.owed.map { "\($0.targetReference) because of \($0.cause)" } }
}

/// A program that fails until it was run often enough, and counts.
final class FlakyProgram: SimulatedProgram {
  private let failures: Int
  private let counted = Mutex(0)

  init(failures: Int) { self.failures = failures }

  var count: Int { counted.withLock { $0 } }

  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let number = counted.withLock { count in
      count += 1
      return count
    }
    try machine.step("flaky \(number)")
    return ProcessResult(end: .exited(number > failures ? 0 : 1), output: [], error: [])
  }
}

/// What a run began and ended.
final class Events: Sendable {
  private let seen = Mutex<[String]>([])

  var texts: [String] { seen.withLock { $0 } }

  func add(_ event: EngineOptions.Event) {
    switch event {
    case .began(let reference): seen.withLock { $0.append("began \(reference)") }
    case .ended(let reference, _): seen.withLock { $0.append("ended \(reference)") }
    case .progress: break
    }
  }
}
