internal import ConvergeCore

/// The edges at each vertex, in one array (compressed sparse rows).
struct Rows: Sendable {
  struct Arc: Sendable {
    /// Its index in the edges.
    let edge: Int
    /// The vertex at its other end.
    let end: Int
  }

  /// Where each vertex's arcs begin, and the end of the last.
  private let starts: [Int]
  private let arcs: [Arc]

  /// What comes after each of `count` vertices, in the order of the edges.
  init(successorsIn edges: [Edge], count: Int) {
    self.init(edges, count: count, near: { $0.from }, far: { $0.to })
  }

  /// What comes before each of `count` vertices, in the order of the edges.
  init(predecessorsIn edges: [Edge], count: Int) {
    self.init(edges, count: count, near: { $0.to }, far: { $0.from })
  }

  private init(_ edges: [Edge], count: Int, near: (Edge) -> Int, far: (Edge) -> Int) {
    var starts = [Int](repeating: 0, count: count + 1)
    for edge in edges { starts[near(edge) + 1] += 1 }
    for index in 0..<count { starts[index + 1] += starts[index] }
    var free = starts
    var arcs = [Arc](repeating: Arc(edge: 0, end: 0), count: edges.count)
    for (index, edge) in edges.enumerated() {
      arcs[free[near(edge)]] = Arc(edge: index, end: far(edge))
      free[near(edge)] += 1
    }
    self.starts = starts
    self.arcs = arcs
  }

  /// How many vertices there are.
  var count: Int { starts.count - 1 }

  /// The arcs at one vertex.
  subscript(vertex: Int) -> ArraySlice<Arc> { arcs[starts[vertex]..<starts[vertex + 1]] }
}
