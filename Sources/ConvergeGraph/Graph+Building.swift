package import ConvergeCore

extension Graph {
  /// Puts resources in order.
  ///
  /// Each cycle of written edges is an error, and so is a present resource that needs an absent
  /// one. An automatic edge that would close a cycle is left out with a note, those written last
  /// before others.
  ///
  /// - Parameters:
  ///   - written: edges between indices of `vertices` and, behind these, `junctions`, each with its
  ///     place.
  ///   - junctions: no edge leads from one to another.
  /// - Returns: nil where an error was reported.
  package init?(
    _ vertices: [Vertex], edges written: [Edge], junctions: [Junction] = [],
    reporting problems: inout Diagnostics
  ) {
    let parts = Parts(vertices: vertices, junctions: junctions, written: written)
    var found = Diagnostics()
    parts.reportCycles(to: &found)
    let automatic = AutomaticEdges(vertices, beside: written, reporting: &found)
    problems.append(contentsOf: found)
    if found.hasErrors { return nil }
    var effort = automatic.effort
    let kept = parts.acyclic(automatic.edges, &effort, &problems)
    self.init(
      vertices: Self.placed(vertices), junctions: junctions, edges: written + kept, effort: effort)
  }

  /// The same with more automatic edges, those left out that would close a cycle.
  package func adding(_ automatic: [Edge]) -> Graph {
    let parts = Parts(vertices: vertices, junctions: junctions, written: edges)
    var effort = effort
    var notes = Diagnostics()
    let kept = parts.acyclic(automatic, &effort, &notes)
    return Graph(vertices: vertices, junctions: junctions, edges: edges + kept, effort: effort)
  }

  /// With directories in the home of a user that is to go just before it: until then something may
  /// still run there.
  private static func placed(_ vertices: [Vertex]) -> [Vertex] {
    let homes = Set(vertices.compactMap(\.departingHome))
    guard !homes.isEmpty else { return vertices }
    return vertices.map { vertex in
      guard vertex.isDirectory, vertex.aim == .absence, vertex.identity.space == .path else {
        return vertex
      }
      var path = vertex.identity.name[...]
      while let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")), slash != path.startIndex {
        if homes.contains(String(path)) { return vertex.moved(to: .homeRemovals) }
        path = path[..<slash]
      }
      return vertex
    }
  }
}

/// What a graph is made of.
private struct Parts {
  let vertices: [Vertex]
  let junctions: [Junction]
  let written: [Edge]

  private var count: Int { vertices.count + junctions.count }

  func reportCycles(to problems: inout Diagnostics) {
    if written.isEmpty { return }
    for edge in written where edge.from == edge.to {
      Cycle(loop: edge).report(vertices, junctions, to: &problems)
    }
    let proper = written.filter { $0.from != $0.to }
    let outgoing = Rows(successorsIn: proper, count: count)
    let knots = Components(outgoing).knots.sorted { $0[0] < $1[0] }
    for knot in knots {
      Cycle(in: knot, edges: proper, outgoing: outgoing)
        .report(vertices, junctions, to: &problems)
    }
  }

  /// The automatic edges that close no cycle. Only those within a component can; they are added to
  /// the others one by one.
  func acyclic(
    _ automatic: [Edge], _ effort: inout Int, _ problems: inout Diagnostics
  ) -> [Edge] {
    effort += count + written.count + automatic.count
    if automatic.isEmpty { return [] }
    let all = Rows(successorsIn: written + automatic, count: count)
    let components = Components(all)
    guard !components.knots.isEmpty else { return automatic }
    let isDoubtful = automatic.map {
      components.component[$0.from] == components.component[$0.to]
    }
    let sure = written + zip(automatic, isDoubtful).filter { !$1 }.map(\.0)
    var insertion = Insertion(
      outgoing: Rows(successorsIn: sure, count: count),
      incoming: Rows(predecessorsIn: sure, count: count))
    var kept: [Edge] = []
    for (edge, isDoubtful) in zip(automatic, isDoubtful) {
      if !isDoubtful || insertion.add(from: edge.from, to: edge.to) {
        kept.append(edge)
      } else {
        let (from, to) = (vertices[edge.from], vertices[edge.to])
        problems.append(
          Diagnostic(
            .note, Message.dropped(from.reference, to.reference), at: to.place,
            related: [Diagnostic.Related(Message.other(from.reference), at: from.place)]))
      }
    }
    effort += insertion.effort
    return kept
  }
}

private enum Message {
  static func dropped(_ from: Reference, _ to: Reference) -> String {
    "'\(to)' does not wait for '\(from)', which it builds on: that would close a cycle"
  }

  static func other(_ from: Reference) -> String { "'\(from)' is declared here" }
}
