package import ConvergeCore
internal import ConvergeEngine
internal import ConvergeGraph
internal import ConvergeKinds
internal import ConvergeManifest
internal import ConvergeYAML
internal import Synchronization

/// A scenario on its machine, with a ledger, ready to be run as often as a test likes.
package final class Rehearsal: Sendable {
  /// What of converge is broken on purpose, so that the test of the tests can see it noticed.
  package enum Mutation: Sendable, Equatable {
    case none
    /// Nothing that is owed is written down.
    case owed
    /// The ledger does not sync.
    case durability
    /// Files are not synced.
    case syncs
    /// Edges of this role are lost.
    case edges(Edge.Role)
  }

  let scenario: Scenario
  let machine: SimulatedHost
  let ledger: MutantLedger
  let work: Work
  /// The edges as they should be, whatever the mutation.
  let edges: [Edge]

  init(_ scenario: Scenario, mutation: Mutation = .none) throws {
    self.scenario = scenario
    let (host, hostProblems) = YAMLReader(file: "host").read(Array(scenario.host.utf8))
    if hostProblems.hasErrors { throw Unusable(problems: hostProblems, scenario: scenario) }
    machine = try SimulatedHost(describedBy: host)
    machine.install(MakeProgram(), at: "/bin/make")
    let ledgerMutation: MutantLedger.Mutation =
      switch mutation {
      case .owed: .owed
      case .durability: .durability
      default: .none
      }
    ledger = MutantLedger(base: SimulatedLedger(on: machine), mutation: ledgerMutation)
    if mutation == .syncs { machine.forgetSyncs() }
    let reading = ManifestReader(kinds: registeredKinds, sources: InMemorySources())
      .read(ManifestText(Array(scenario.manifest.utf8), file: "random.yml", path: "/random.yml"))
    guard let manifest = reading.manifest else {
      throw Unusable(problems: reading.problems, scenario: scenario)
    }
    var problems = Diagnostics()
    let vertices = manifest.resources.map(\.vertex)
    var kept = manifest.edges
    if case .edges(let role) = mutation { kept.removeAll { $0.role == role } }
    let junctions = manifest.junctions
    guard
      let graph = Graph(vertices, edges: kept, junctions: junctions, reporting: &problems),
      let whole = Graph(
        vertices, edges: manifest.edges, junctions: junctions, reporting: &problems)
    else { throw Unusable(problems: problems, scenario: scenario) }
    edges = whole.pairs
    work = Work(
      manifest: manifest.name, path: "/random.yml", resources: manifest.resources, graph: graph)
  }

  /// One run; what it began and ended is in the events.
  func apply(_ number: Int = 1) async throws -> (run: Run, events: [Event]) {
    let events = Mutex<[Event]>([])
    var options = EngineOptions(run: RunID("2026-11-23T20:00:0\(number % 10)Z-000\(number % 10)"))
    options.observer = { event in
      switch event {
      case .began(let reference): events.withLock { $0.append(.began(reference)) }
      case .ended(let reference, _): events.withLock { $0.append(.ended(reference)) }
      case .progress: break
      }
    }
    let engine = Engine(
      host: machine.host, ledger: ledger, kinds: registeredKinds, options: options)
    let run = try await engine.apply(work)
    return (run, events.withLock { $0 })
  }

  enum Event: Equatable {
    case began(Reference)
    case ended(Reference)
  }

  /// Services and containers that run on other files than those on disk: a refresh was lost. The
  /// simulated services themselves wrote down what they had loaded.
  var lostRefreshes: [String] {
    var lost: [String] = []
    let systemd = SimulatedSystemd.running(on: machine)
    for (unit, paths) in scenario.reads {
      for path in paths {
        let loaded = systemd.loaded(path, by: unit)
        if loaded != machine.content(path) { lost.append("\(unit) has not loaded \(path)") }
      }
    }
    for container in SimulatedDocker.on(machine).containers {
      for (path, loaded) in container.loaded where loaded != machine.content(path) {
        lost.append("\(container.name) has not loaded \(path)")
      }
    }
    return lost.sorted()
  }

  /// What nobody should find after a run: temporary files and containers.
  var leftovers: [String] {
    machine.entries().map(\.path).filter { $0.contains(".converge-") }
      + SimulatedDocker.on(machine).containers.map(\.name).filter { $0.contains(".converge-") }
  }

  /// Edges whose later end began before the earlier one had ended.
  func violatedEdges(_ events: [Event]) -> [String] {
    edges.compactMap { edge in
      let from = work.resources[edge.from].declaration.reference
      let to = work.resources[edge.to].declaration.reference
      guard let began = events.firstIndex(of: .began(to)),
        events.contains(.began(from)), let ended = events.firstIndex(of: .ended(from))
      else { return nil }
      return ended > began ? "\(to) began before \(from) had ended" : nil
    }
  }
}

extension Graph {
  /// The edges from resource to resource, those through a pattern one by one.
  fileprivate var pairs: [Edge] {
    edges.flatMap { edge -> [Edge] in
      if isJunction(edge.from) { return [] }
      guard isJunction(edge.to) else { return [edge] }
      return successors(of: edge.to).map {
        Edge(from: edge.from, to: $0.index, role: $0.role, place: edge.place)
      }
    }
  }
}

/// A scenario that is no valid manifest: a mistake of the generator.
struct Unusable: Error, CustomStringConvertible {
  let problems: Diagnostics
  let scenario: Scenario

  var description: String {
    "seed \(scenario.seed): \(problems.items.map(\.message))"
  }
}

/// `make PATH`: makes a file.
struct MakeProgram: SimulatedProgram {
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult {
    let path = invocation.arguments.last ?? ""
    try machine.step("make \(path)")
    machine.put(path, Array("made\n".utf8))
    return ProcessResult(end: .exited(0), output: [], error: [])
  }
}
