/// Edges without those that others say already: where a path leads from one to the other, no line
/// need.
enum EdgeReduction {
  /// Beyond it everything is drawn: the sets below would grow with the square.
  private static let limit = 1500

  /// - Parameters:
  ///   - edges: without a cycle; one between the same two is kept once, the first.
  ///   - count: of nodes.
  static func reduced(_ edges: [EdgeReport], count: Int) -> [EdgeReport] {
    var seen: Set<[Int]> = []
    let single = edges.filter { seen.insert([$0.from, $0.to]).inserted }
    guard count <= limit else { return single }
    var next = [[Int]](repeating: [], count: count)
    for edge in single { next[edge.from].append(edge.to) }
    guard let order = Layers.topologicalOrder(next) else { return single }
    let words = (count + 63) / 64
    var reach = [[UInt64]](repeating: [UInt64](repeating: 0, count: words), count: count)
    for node in order.reversed() {
      for other in next[node] {
        reach[node][other / 64] |= 1 << UInt64(other % 64)
        for word in 0..<words { reach[node][word] |= reach[other][word] }
      }
    }
    return single.filter { edge in
      // Who refreshes whom is worth a line of its own.
      edge.role == .subscribe
        || !next[edge.from].contains { middle in
          middle != edge.to && reach[middle][edge.to / 64] >> UInt64(edge.to % 64) & 1 == 1
        }
    }
  }
}
