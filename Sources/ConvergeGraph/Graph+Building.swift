package import ConvergeCore

extension Graph {
  /// Puts resources in order.
  ///
  /// Each cycle of written edges is an error, and so is a present resource that needs an absent
  /// one. An automatic edge that would close a cycle is left out with a note, those written last
  /// before others.
  ///
  /// - Parameter written: edges between indices of `vertices`, each with its place.
  /// - Returns: nil where an error was reported.
  package init?(
    _ vertices: [Vertex], edges written: [Edge], reporting problems: inout Diagnostics
  ) {
    var found = Diagnostics()
    Self.reportCycles(vertices, written, &found)
    let automatic = AutomaticEdges(vertices, beside: written, reporting: &found)
    problems.append(contentsOf: found)
    if found.hasErrors { return nil }
    var effort = automatic.effort
    let kept = Self.acyclic(vertices, written, automatic.edges, &effort, &problems)
    self.init(vertices: vertices, edges: written + kept, effort: effort)
  }

  private static func reportCycles(
    _ vertices: [Vertex], _ written: [Edge], _ problems: inout Diagnostics
  ) {
    if written.isEmpty { return }
    for edge in written where edge.from == edge.to {
      Cycle(loop: edge).report(vertices, to: &problems)
    }
    let proper = written.filter { $0.from != $0.to }
    let outgoing = Rows(successorsIn: proper, count: vertices.count)
    let knots = Components(outgoing).knots.sorted { $0[0] < $1[0] }
    for knot in knots {
      Cycle(in: knot, edges: proper, outgoing: outgoing).report(vertices, to: &problems)
    }
  }

  /// The automatic edges that close no cycle. Only those within a component can; they are added to
  /// the others one by one.
  private static func acyclic(
    _ vertices: [Vertex], _ written: [Edge], _ automatic: [Edge], _ effort: inout Int,
    _ problems: inout Diagnostics
  ) -> [Edge] {
    effort += vertices.count + written.count + automatic.count
    if automatic.isEmpty { return [] }
    let all = Rows(successorsIn: written + automatic, count: vertices.count)
    let components = Components(all)
    guard !components.knots.isEmpty else { return automatic }
    let isDoubtful = automatic.map {
      components.component[$0.from] == components.component[$0.to]
    }
    let sure = written + zip(automatic, isDoubtful).filter { !$1 }.map(\.0)
    var insertion = Insertion(
      outgoing: Rows(successorsIn: sure, count: vertices.count),
      incoming: Rows(predecessorsIn: sure, count: vertices.count))
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
