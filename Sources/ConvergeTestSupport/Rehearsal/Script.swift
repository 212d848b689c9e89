internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeGraph
internal import ConvergeKinds
internal import ConvergeManifest
internal import ConvergeYAML

/// A scenario as converge reads it: made once for a seed, played on as many machines as one likes.
struct Script: Sendable {
  let scenario: Scenario
  let mutant: Mutant?
  let work: Work
  /// The `host:` of a case.
  let host: Node
  /// The draft of each resource.
  let drafts: [Int]

  /// - Throws: `Unusable` for what is no valid manifest, a mistake of the generator.
  init(_ scenario: Scenario, mutant: Mutant?) throws {
    self.scenario = scenario
    self.mutant = mutant
    let (host, hostProblems) = YAMLReader(file: "host").read(Array(scenario.host.utf8))
    if hostProblems.hasErrors { throw Unusable(problems: hostProblems, seed: scenario.seed) }
    self.host = host ?? Node(.mapping([]), at: Place(file: "host", line: 1, column: 1))
    let text = scenario.manifest(without: mutant?.word)
    let reading = ManifestReader(
      kinds: registeredKinds, sources: InMemorySources(texts: scenario.sources)
    ).read(ManifestText(Array(text.utf8), file: "random.yml", path: "/random.yml"))
    guard let manifest = reading.manifest else {
      throw Unusable(problems: reading.problems, seed: scenario.seed)
    }
    var problems = Diagnostics()
    let vertices = manifest.resources.map { Self.vertex($0.vertex, mutant) }
    let edges = mutant == .failures ? manifest.edges.map(Self.ordering) : manifest.edges
    guard
      let graph = Graph(
        vertices, edges: edges, junctions: manifest.junctions, reporting: &problems)
    else {
      throw Unusable(problems: problems, seed: scenario.seed)
    }
    work = Work(
      manifest: manifest.name, path: "/random.yml", resources: manifest.resources, graph: graph)
    let numbers = Dictionary(
      uniqueKeysWithValues: scenario.drafts.enumerated().map { ($1.reference, $0) })
    drafts = manifest.resources.map { numbers["\($0.declaration.reference)"] ?? -1 }
  }

  private static func vertex(_ vertex: Vertex, _ mutant: Mutant?) -> Vertex {
    Vertex(
      reference: vertex.reference, identity: vertex.identity,
      aim: mutant == .aims ? .presence : vertex.aim,
      phase: mutant == .phases ? .files : vertex.phase, provides: vertex.provides,
      needs: mutant == .automaticEdges ? [] : vertex.needs, runsAlone: vertex.runsAlone,
      place: vertex.place)
  }

  private static func ordering(_ edge: Edge) -> Edge {
    edge.role == .require
      ? Edge(from: edge.from, to: edge.to, role: .after, place: edge.place) : edge
  }
}

/// A scenario that is no valid manifest: a mistake of the generator.
struct Unusable: Error, CustomStringConvertible {
  let problems: Diagnostics
  let seed: UInt64

  var description: String { "seed \(seed): \(problems.items.map(\.message))" }
}
