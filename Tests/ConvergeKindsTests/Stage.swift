import ConvergeCore
import ConvergeEngine
import ConvergeGraph
import ConvergeKinds
import ConvergeManifest
import ConvergeTestSupport

/// A case on its simulated host, with a ledger.
struct Stage {
  let given: Case
  let machine: SimulatedHost
  let ledger: SimulatedLedger

  /// The host as the case describes it, after what was applied first.
  init(_ given: Case) async throws {
    self.given = given
    machine = try SimulatedHost(describedBy: given.root["host"])
    ledger = SimulatedLedger(on: machine)
    guard let first = given.first else { return }
    let work = try Self.work(of: first, given)
    let run = try await engine(run: 0).apply(work)
    if let failure = run.results.first(where: \.isFailure) {
      throw Case.Broken(
        description: "\(given.name): 'first' fails: \(failure.error.map { "\($0)" } ?? "skipped")")
    }
    // That was long ago: no power cut takes it away.
    try await ledger.commit([], durably: true)
    if let meanwhile = given.root["meanwhile"] { try machine.build(meanwhile) }
  }

  func engine(run: Int) -> Engine {
    let digits = String(run, radix: 16)
    let suffix = String(repeating: "0", count: 4 - digits.count) + digits
    var options = EngineOptions(run: RunID("2026-11-23T21:40:12Z-\(suffix)"))
    options.jobs = 1
    return Engine(
      host: machine.host, ledger: ledger, kinds: registeredKinds, options: options)
  }

  static func read(_ text: String, _ given: Case) -> ManifestReader.Reading {
    var sources: [String: String] = [:]
    for entry in given.root["sources"]?.mapping ?? [] {
      sources[entry.key.scalar?.text ?? ""] = entry.value.scalar?.text
    }
    return ManifestReader(kinds: registeredKinds, sources: InMemorySources(texts: sources))
      .read(ManifestText(Array(text.utf8), file: "case.yml", path: "/srv/case.yml"))
  }

  static func work(of text: String, _ given: Case) throws -> Work {
    let reading = read(text, given)
    guard let manifest = reading.manifest else {
      throw Case.Broken(
        description: "\(given.name): "
          + reading.problems.items.map(\.message).joined(separator: "; "))
    }
    var problems = Diagnostics()
    guard
      let graph = Graph(
        manifest.resources.map(\.vertex), edges: manifest.edges, junctions: manifest.junctions,
        reporting: &problems)
    else {
      throw Case.Broken(
        description: "\(given.name): " + problems.items.map(\.message).joined(separator: "; "))
    }
    return Work(
      manifest: manifest.name, path: manifest.path, resources: manifest.resources, graph: graph)
  }
}
