import ConvergeCore
import ConvergeGraph

/// Resources in few words: `file("/etc/motd")`, each at a line of its own.
struct Declared {
  /// Where the indices of patterns begin until the graph is made.
  static let patterns = 1_000_000

  private(set) var vertices: [Vertex] = []
  private(set) var junctions: [Junction] = []
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
        place: Place(
          file: "web.yml", line: (to < Self.patterns ? to : from) + 1, column: 20 + edges.count)))
  }

  /// A pattern, which comes after what it matches and before what uses it, or the other way round.
  @discardableResult
  mutating func pattern(
    _ text: String, matching members: [Int], usedBy users: [Int], isBefore: Bool = false,
    _ role: Edge.Role = .require
  ) -> Int {
    let junction = Self.patterns + junctions.count
    junctions.append(Junction(pattern: text, isBefore: isBefore))
    for member in members {
      if isBefore { edge(junction, member, role) } else { edge(member, junction, role) }
    }
    for user in users {
      if isBefore { edge(user, junction, role) } else { edge(junction, user, role) }
    }
    return junction
  }

  /// The same with an edge for each pair in place of the patterns.
  var withoutPatterns: Declared {
    var copy = self
    copy.junctions = []
    copy.edges = edges.flatMap { edge -> [Edge] in
      if edge.from >= Self.patterns { return [] }
      guard edge.to >= Self.patterns else { return [edge] }
      return edges.filter { $0.from == edge.to }
        .map { Edge(from: edge.from, to: $0.to, role: $0.role, place: $0.place) }
    }
    return copy
  }

  func graph(reporting problems: inout Diagnostics) -> Graph? {
    let edges = edges.map {
      Edge(from: index($0.from), to: index($0.to), role: $0.role, place: $0.place)
    }
    return Graph(vertices, edges: edges, junctions: junctions, reporting: &problems)
  }

  private func index(_ index: Int) -> Int {
    index < Self.patterns ? index : index - Self.patterns + vertices.count
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
