package import ConvergeCore

/// The resources of a host with what comes before what: acyclic, and in one order that is the same
/// every time (`language.md`, section 5).
///
/// Resources are named by their index in the manifest, which is also the order written; behind them
/// come the junctions, which take no time.
package struct Graph: Sendable {
  /// One end of an edge, as seen from the other.
  package struct Link: Hashable, Sendable {
    package let index: Int
    package let role: Edge.Role
    /// Where it was written; nil for an automatic edge.
    package let place: Place?
    package var isAutomatic: Bool { place == nil }
  }

  package let vertices: [Vertex]
  package let junctions: [Junction]
  /// Those that were written, in their order, then the automatic ones.
  package let edges: [Edge]
  /// All resources: no edge leads backwards, and no phase comes before an earlier one.
  package let order: [Int]
  /// How many resources and edges were looked at to make it, for those who hold it linear.
  package let effort: Int

  let outgoing: Rows
  let incoming: Rows
  let ranks: Ranks

  /// Everything at once, by those who know that `edges` has no cycle.
  init(vertices: [Vertex], junctions: [Junction], edges: [Edge], effort: Int) {
    let count = vertices.count + junctions.count
    self.vertices = vertices
    self.junctions = junctions
    self.edges = edges
    outgoing = Rows(successorsIn: edges, count: count)
    incoming = Rows(predecessorsIn: edges, count: count)
    var sorting = Sorting(outgoing: outgoing, incoming: incoming)
    let topological = sorting.order { _ in 0 }
    let ranks = Ranks(vertices, outgoing: outgoing, topological: topological)
    self.ranks = ranks
    order = sorting.order { ranks.rank(of: $0) }.filter { $0 < vertices.count }
    self.effort = effort + sorting.effort + 2 * (count + edges.count)
  }

  /// Whether an index of a link is a junction's.
  package func isJunction(_ index: Int) -> Bool { index >= vertices.count }

  /// When the resource runs: in its own phase, or the earliest of what depends on it.
  package func phase(of index: Int) -> Phase { ranks.phases[index] }

  /// What comes directly before it, or before a junction, written edges first.
  package func predecessors(of index: Int) -> [Link] {
    incoming[index].map {
      Link(index: $0.end, role: edges[$0.edge].role, place: edges[$0.edge].place)
    }
  }

  /// What comes directly after it, or after a junction, written edges first.
  package func successors(of index: Int) -> [Link] {
    outgoing[index].map {
      Link(index: $0.end, role: edges[$0.edge].role, place: edges[$0.edge].place)
    }
  }

  /// What is refreshed where it changes, each once.
  package func subscribers(of index: Int) -> [Int] {
    var found: [Int] = []
    var known: Set<Int> = []
    for arc in outgoing[index] where edges[arc.edge].role == .subscribe {
      guard isJunction(arc.end) else {
        if known.insert(arc.end).inserted { found.append(arc.end) }
        continue
      }
      for next in outgoing[arc.end] where edges[next.edge].role == .subscribe {
        if known.insert(next.end).inserted { found.append(next.end) }
      }
    }
    return found
  }

  /// These and all that they require, directly or not; what they only come `after` is left out.
  package func transitiveRequirements(of chosen: Set<Int>) -> Set<Int> {
    var found = chosen
    var waiting = Array(chosen)
    while let index = waiting.popLast() {
      for arc in incoming[index] where edges[arc.edge].role.isBinding {
        if found.insert(arc.end).inserted { waiting.append(arc.end) }
      }
    }
    return found.filter { !isJunction($0) }
  }
}
