package import ConvergeCore

/// The resources of a host with what comes before what: acyclic, and in one order that is the same
/// every time (`language.md`, section 5).
///
/// Resources are named by their index in the manifest, which is also the order written.
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
  init(vertices: [Vertex], edges: [Edge], effort: Int) {
    self.vertices = vertices
    self.edges = edges
    outgoing = Rows(successorsIn: edges, count: vertices.count)
    incoming = Rows(predecessorsIn: edges, count: vertices.count)
    var sorting = Sorting(outgoing: outgoing, incoming: incoming)
    let topological = sorting.order { _ in 0 }
    let ranks = Ranks(vertices, outgoing: outgoing, topological: topological)
    self.ranks = ranks
    order = sorting.order { ranks.rank(of: $0) }
    self.effort = effort + sorting.effort + 2 * (vertices.count + edges.count)
  }

  /// When the resource runs: in its own phase, or the earliest of what depends on it.
  package func phase(of index: Int) -> Phase { ranks.phases[index] }

  /// What comes before it, written edges first.
  package func predecessors(of index: Int) -> [Link] {
    incoming[index].map {
      Link(index: $0.end, role: edges[$0.edge].role, place: edges[$0.edge].place)
    }
  }

  /// What comes after it, written edges first.
  package func successors(of index: Int) -> [Link] {
    outgoing[index].map {
      Link(index: $0.end, role: edges[$0.edge].role, place: edges[$0.edge].place)
    }
  }

  /// These and all that they require, directly or not; what they only come `after` is left out.
  package func transitiveRequirements(of chosen: Set<Int>) -> Set<Int> {
    var found = chosen
    var waiting = Array(chosen)
    while let index = waiting.popLast() {
      for arc in incoming[index] where edges[arc.edge].role != .after {
        if found.insert(arc.end).inserted { waiting.append(arc.end) }
      }
    }
    return found
  }
}
