/// Which column each node of an acyclic graph stands in.
enum Layers {
  /// An order in which no edge leads backwards; nil where there is a cycle.
  static func topologicalOrder(_ next: [[Int]]) -> [Int]? {
    var waiting = [Int](repeating: 0, count: next.count)
    for targets in next { for target in targets { waiting[target] += 1 } }
    var order = next.indices.filter { waiting[$0] == 0 }
    var place = 0
    while place < order.count {
      for target in next[order[place]] {
        waiting[target] -= 1
        if waiting[target] == 0 { order.append(target) }
      }
      place += 1
    }
    return order.count == next.count ? order : nil
  }

  /// The length of the longest path to each node; then each as far right as what waits for it
  /// lets it, so that lines are short.
  static func columns(_ next: [[Int]]) -> [Int] {
    var column = [Int](repeating: 0, count: next.count)
    guard let order = topologicalOrder(next) else { return column }
    for node in order {
      for target in next[node] { column[target] = max(column[target], column[node] + 1) }
    }
    var hasPredecessor = [Bool](repeating: false, count: next.count)
    for targets in next { for target in targets { hasPredecessor[target] = true } }
    for node in order.reversed() where !hasPredecessor[node] {
      if let nearest = next[node].map({ column[$0] }).min() { column[node] = nearest - 1 }
    }
    return column
  }

  /// The nodes of each part that hangs together, in the order of their first ones.
  static func parts(_ edges: [EdgeReport], count: Int) -> [[Int]] {
    var root = Array(0..<count)
    func find(_ node: Int) -> Int {
      var node = node
      while root[node] != node {
        root[node] = root[root[node]]
        node = root[node]
      }
      return node
    }
    for edge in edges {
      let (one, other) = (find(edge.from), find(edge.to))
      if one != other { root[max(one, other)] = min(one, other) }
    }
    return Dictionary(grouping: 0..<count, by: find).values.sorted { $0[0] < $1[0] }
  }
}
