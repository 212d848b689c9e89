internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeGraph
internal import ConvergeKinds
internal import ConvergeLedger
internal import ConvergeManifest
internal import ConvergeYAML
internal import Synchronization

/// Manifests that are applied to one simulated machine with one ledger, run after run.
package final class ManifestRuns: Sendable {
  /// How a run ended.
  package struct Outcomes: Sendable {
    /// `file:/etc/a` → `updated`
    package var outcomes: [String: String] = [:]
    package var errors: [String: String] = [:]
    /// Who is still owed a refresh.
    package var owed: [String] = []
    package var messages: [String] = []
  }

  package let machine: SimulatedHost
  private let ledger: SimulatedLedger
  private let count = Mutex(0)

  /// A machine as the `host:` of a case describes it, with the shell of the cases.
  package init(host: String) throws {
    let (node, problems) = YAMLReader(file: "host").read(Array(host.utf8))
    if problems.hasErrors { throw Unusable(problems: problems, seed: 0) }
    machine = try SimulatedHost(describedBy: node)
    ledger = SimulatedLedger(on: machine)
  }

  /// Applies a manifest, which has its name in it.
  package func apply(_ manifest: String) async throws -> Outcomes {
    let number = count.withLock { count in
      count += 1
      return count
    }
    let work = try Self.work(of: manifest)
    let engine = Engine(
      host: machine.host, ledger: ledger, kinds: registeredKinds,
      options: EngineOptions(run: RunID("2026-11-23T21:40:12Z-\(1000 + number)")))
    let run = try await engine.apply(work)
    var outcomes = Outcomes(
      owed: run.owed.map { "\($0.targetReference)" }, messages: run.messages)
    for result in run.results {
      let reference = "\(work.resources[result.index].declaration.reference)"
      outcomes.outcomes[reference] = result.outcome.rawValue
      outcomes.errors[reference] = result.error.map { "\($0)" }
    }
    return outcomes
  }

  /// Temporary names of files and containers.
  package var leftovers: [String] {
    machine.entries().map(\.path).filter { $0.contains(".converge-") }
      + (machine.part(SimulatedDocker.self)?.containers ?? []).map(\.name)
      .filter { $0.contains(".converge-") }
  }

  private static func work(of manifest: String) throws -> Work {
    let text = ManifestText(Array(manifest.utf8), file: "a.yml", path: "/srv/a.yml")
    let reading = ManifestReader(kinds: registeredKinds, sources: InMemorySources()).read(text)
    var problems = reading.problems
    guard let read = reading.manifest,
      let graph = Graph(read.resources.map(\.vertex), edges: read.edges, reporting: &problems)
    else { throw Unusable(problems: problems, seed: 0) }
    return Work(
      manifest: read.name, path: "/srv/\(read.name).yml", resources: read.resources, graph: graph)
  }
}
