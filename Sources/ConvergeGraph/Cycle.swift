internal import ConvergeCore

/// A cycle of written edges.
struct Cycle {
  /// Each begins where the one before it ends, the first where the last ends.
  let edges: [Edge]

  /// The shortest cycle through the first of `members`, a strongly connected component.
  init(in members: [Int], edges: [Edge], outgoing: Rows) {
    let inside = Set(members)
    let start = members[0]
    var arrivals: [Int: Int] = [:]
    var waiting = [start]
    var next = 0
    search: while next < waiting.count {
      for arc in outgoing[waiting[next]] where inside.contains(arc.end) {
        if arrivals[arc.end] == nil {
          arrivals[arc.end] = arc.edge
          waiting.append(arc.end)
        }
        if arc.end == start { break search }
      }
      next += 1
    }
    var path: [Edge] = []
    var vertex = start
    repeat {
      guard let edge = arrivals[vertex].map({ edges[$0] }) else { break }
      path.append(edge)
      vertex = edge.from
    } while vertex != start
    self.edges = path.reversed()
  }

  /// An edge from a resource to itself.
  init(loop: Edge) { edges = [loop] }

  /// The whole cycle, with the place of every edge; a pattern's is where it was written by whoever
  /// is in the cycle.
  func report(_ vertices: [Vertex], _ junctions: [Junction], to problems: inout Diagnostics) {
    let edges = edges(through: junctions, behind: vertices.count)
    let names = edges.map { "\(vertices[$0.from].reference)" }
    problems.error(
      Message.cycle(names), at: edges.first?.place, hint: Message.cut(),
      related: edges.compactMap { edge in
        edge.place.map {
          let (from, to) = (vertices[edge.from].reference, vertices[edge.to].reference)
          return Diagnostic.Related(Message.edge(from, to, edge.role), at: $0)
        }
      })
  }
}

extension Cycle {
  /// The edges from resource to resource. The first begins at a resource, since those come before
  /// the junctions.
  private func edges(through junctions: [Junction], behind count: Int) -> [Edge] {
    var found: [Edge] = []
    for edge in edges {
      guard edge.from >= count, let inner = found.popLast() else {
        found.append(edge)
        continue
      }
      let isBefore = junctions[edge.from - count].isBefore
      found.append(
        Edge(
          from: inner.from, to: edge.to, role: isBefore ? inner.role : edge.role,
          place: isBefore ? inner.place : edge.place))
    }
    return found
  }
}

private enum Message {
  static func cycle(_ names: [String]) -> String {
    let path = (names + names.prefix(1)).map { "'\($0)'" }.joined(separator: " before ")
    return names.count == 1 ? "\(path), which is itself" : "these wait for each other: \(path)"
  }

  static func cut() -> String { "take one of these edges away" }

  static func edge(_ from: Reference, _ to: Reference, _ role: Edge.Role) -> String {
    switch role {
    case .require: "'\(to)' requires '\(from)'"
    case .subscribe: "'\(to)' subscribes to '\(from)'"
    case .after: "'\(to)' comes after '\(from)'"
    case .watch: "'\(to)' watches '\(from)'"
    }
  }
}
