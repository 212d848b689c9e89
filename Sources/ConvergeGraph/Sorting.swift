/// Topological orders of one graph.
struct Sorting {
  let outgoing: Rows
  let incoming: Rows
  /// How many vertices and arcs were looked at.
  private(set) var effort = 0

  init(outgoing: Rows, incoming: Rows) {
    self.outgoing = outgoing
    self.incoming = incoming
  }

  /// The order that takes, of what may come next, the lowest rank, and of one rank the first
  /// written; vertices on a cycle are left out.
  mutating func order(by rank: (Int) -> Int) -> [Int] {
    var missing = (0..<incoming.count).map { incoming[$0].count }
    var ready = LowestFirst()
    for index in missing.indices where missing[index] == 0 {
      ready.insert(LowestFirst.Element(rank: rank(index), index: index))
    }
    var order: [Int] = []
    order.reserveCapacity(missing.count)
    while let next = ready.popLowest() {
      order.append(next.index)
      effort += 1 + outgoing[next.index].count
      for arc in outgoing[next.index] {
        missing[arc.end] -= 1
        if missing[arc.end] == 0 {
          ready.insert(LowestFirst.Element(rank: rank(arc.end), index: arc.end))
        }
      }
    }
    return order
  }
}
