/// The strongly connected components of a graph (Tarjan 1972), without recursion.
struct Components {
  /// The component of each vertex.
  private(set) var component: [Int]
  /// The vertices of each component that has more than one, lowest first.
  private(set) var knots: [[Int]] = []

  private var found: [Int]
  private var low: [Int]
  private var stack: [Int] = []
  private var count = 0

  /// Finds the components of the graph with these arcs.
  init(_ outgoing: Rows) {
    component = [Int](repeating: -1, count: outgoing.count)
    found = [Int](repeating: -1, count: outgoing.count)
    low = [Int](repeating: 0, count: outgoing.count)
    var next = 0
    for root in 0..<outgoing.count where found[root] < 0 {
      visit(root, outgoing, &next)
    }
  }

  private mutating func visit(_ root: Int, _ outgoing: Rows, _ next: inout Int) {
    var path = [(vertex: root, arcs: outgoing[root])]
    enter(root, &next)
    while let last = path.last {
      let vertex = last.vertex
      if let arc = path[path.count - 1].arcs.popFirst() {
        if found[arc.end] < 0 {
          enter(arc.end, &next)
          path.append((arc.end, outgoing[arc.end]))
        } else if component[arc.end] < 0 {
          low[vertex] = min(low[vertex], found[arc.end])
        }
      } else {
        path.removeLast()
        if let parent = path.last?.vertex { low[parent] = min(low[parent], low[vertex]) }
        if low[vertex] == found[vertex] { close(vertex) }
      }
    }
  }

  private mutating func enter(_ vertex: Int, _ next: inout Int) {
    found[vertex] = next
    low[vertex] = next
    next += 1
    stack.append(vertex)
  }

  /// Takes a finished component off the stack.
  private mutating func close(_ vertex: Int) {
    var members: [Int] = []
    while let member = stack.popLast() {
      component[member] = count
      members.append(member)
      if member == vertex { break }
    }
    if members.count > 1 { knots.append(members.sorted()) }
    count += 1
  }
}
