import ConvergeCore
import ConvergeGraph

/// Resources in few words: `file("/etc/motd")`, each at a line of its own.
struct Declared {
  private(set) var vertices: [Vertex] = []
  private(set) var edges: [Edge] = []

  @discardableResult
  mutating func add(
    _ text: String, aim: Aim = .presence, phase: Phase = .files, provides: [Identity]? = nil,
    needs: [Need] = [], runsAlone: Bool = false
  ) -> Int {
    let reference = Reference(text) ?? Reference(kind: "odd", name: text)
    let space: Identity.Space =
      ["file", "directory", "link"].contains(reference.kind)
      ? .path : Identity.Space(rawValue: reference.kind)
    let identity = Identity(space, reference.name)
    vertices.append(
      Vertex(
        reference: reference, identity: identity, aim: aim, phase: phase, provides: provides,
        needs: needs, runsAlone: runsAlone,
        place: Place(file: "web.yml", line: vertices.count + 1, column: 3)))
    return vertices.count - 1
  }

  /// A file or directory, which needs what is above it.
  @discardableResult
  mutating func path(_ text: String, aim: Aim = .presence) -> Int {
    let name = Reference(text)?.name ?? text
    return add(text, aim: aim, needs: [.ancestors(ofPath: name)])
  }

  @discardableResult
  mutating func command(_ text: String) -> Int {
    add(text, phase: .commands, runsAlone: true)
  }

  mutating func edge(_ from: Int, _ to: Int, _ role: Edge.Role = .require) {
    edges.append(
      Edge(
        from: from, to: to, role: role,
        place: Place(file: "web.yml", line: to + 1, column: 20 + edges.count)))
  }

  func graph(reporting problems: inout Diagnostics) -> Graph? {
    Graph(vertices, edges: edges, reporting: &problems)
  }

  /// The graph, and the problems found on the way.
  func build() -> (graph: Graph?, problems: [Diagnostic]) {
    var problems = Diagnostics()
    let graph = graph(reporting: &problems)
    return (graph, problems.items)
  }

  /// The references in the order they run; empty where there is no graph.
  func order() -> [String] {
    guard let graph = build().graph else { return [] }
    return graph.order.map { "\(graph.vertices[$0].reference)" }
  }

  /// What a schedule gives at once, if each of it ends before more is asked for.
  func waves() -> [[String]] {
    guard let graph = build().graph else { return [] }
    var schedule = Schedule(graph)
    var waves: [[String]] = []
    while !schedule.isFinished {
      let wave = schedule.next()
      if wave.isEmpty { return waves + [["stuck"]] }
      waves.append(wave.map { "\(graph.vertices[$0].reference)" })
      for index in wave { schedule.finish(index) }
    }
    return waves
  }
}
