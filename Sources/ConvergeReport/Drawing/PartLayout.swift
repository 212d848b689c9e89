/// One part of a picture, all of whose nodes hang together.
///
/// Columns as in Sugiyama's method: an edge over several columns gets a place in each of them, so
/// that it runs between boxes and not below them; rows follow the mean of the neighbours.
struct PartLayout {
  private struct Slot {
    /// nil: an edge passes here.
    let node: Int?
    let column: Int
    let height: Int
    var centre = 0
  }

  /// How often rows are put in order anew, there and back.
  private static let sweeps = 6

  private(set) var places: [Int: GraphLayout.Point] = [:]
  private(set) var paths: [Int: [GraphLayout.Point]] = [:]
  private(set) var width = 0
  private(set) var height = 0

  private var slots: [Slot] = []
  private var columns: [[Int]] = []
  private var before: [[Int]] = []
  private var after: [[Int]] = []

  /// - Parameters:
  ///   - nodes: positions in `shapes`.
  ///   - own: positions in `edges`.
  init(_ nodes: [Int], _ shapes: [GraphLayout.Shape], _ edges: [EdgeReport], _ own: [Int]) {
    var index: [Int: Int] = [:]
    for (place, node) in nodes.enumerated() { index[node] = place }
    func ends(_ edge: Int) -> (Int, Int) {
      (index[edges[edge].from, default: 0], index[edges[edge].to, default: 0])
    }
    var next = [[Int]](repeating: [], count: nodes.count)
    for edge in own { next[ends(edge).0].append(ends(edge).1) }
    let column = Layers.columns(next)
    let first = column.min() ?? 0
    columns = [[Int]](repeating: [], count: (column.max() ?? 0) - first + 1)
    for (place, node) in nodes.enumerated() {
      add(
        Slot(
          node: node, column: column[place] - first,
          height: shapes[node] == .box ? GraphLayout.boxHeight : 8))
    }
    var ways: [(edge: Int, slots: [Int])] = []
    for edge in own {
      let (from, to) = ends(edge)
      var way = [from]
      for passed in (column[from] - first + 1)..<max(column[from] - first + 1, column[to] - first) {
        add(Slot(node: nil, column: passed, height: 4))
        way.append(slots.count - 1)
      }
      way.append(to)
      for (one, other) in zip(way, way.dropFirst()) {
        after[one].append(other)
        before[other].append(one)
      }
      ways.append((edge, way))
    }
    sortRows()
    setRows()
    measure(shapes)
    for way in ways { paths[way.edge] = points(of: way.slots, shapes) }
  }

  private mutating func add(_ slot: Slot) {
    columns[slot.column].append(slots.count)
    slots.append(slot)
    before.append([])
    after.append([])
  }

  private mutating func sortRows() {
    var row = [Int](repeating: 0, count: slots.count)
    for column in columns { for (place, slot) in column.enumerated() { row[slot] = place } }
    for sweep in 0..<Self.sweeps {
      let isForward = sweep % 2 == 0
      for place in isForward ? Array(columns.indices) : columns.indices.reversed() {
        let means = columns[place].map { slot -> Double in
          let near = isForward ? before[slot] : after[slot]
          guard !near.isEmpty else { return Double(row[slot]) }
          return Double(near.map { row[$0] }.reduce(0, +)) / Double(near.count)
        }
        let order = columns[place].indices.sorted { (means[$0], $0) < (means[$1], $1) }
        columns[place] = order.map { columns[place][$0] }
        for (rank, slot) in columns[place].enumerated() { row[slot] = rank }
      }
    }
  }

  /// From top to bottom, then each column as near to its neighbours as its order lets it.
  private mutating func setRows() {
    for column in columns {
      var top = 0
      for slot in column {
        slots[slot].centre = top + slots[slot].height / 2
        top += slots[slot].height + GraphLayout.rowGap
      }
    }
    for sweep in 0..<4 {
      let isForward = sweep % 2 == 0
      for place in isForward ? Array(columns.indices) : columns.indices.reversed() {
        settle(columns[place], beside: isForward ? before : after)
      }
    }
  }

  private mutating func settle(_ column: [Int], beside near: [[Int]]) {
    let wanted = column.map { slot -> Int in
      let others = near[slot]
      guard !others.isEmpty else { return slots[slot].centre }
      return others.map { slots[$0].centre }.reduce(0, +) / others.count
    }
    var lowest = Int.min
    for (place, slot) in column.enumerated() {
      let half = slots[slot].height / 2
      let centre = lowest == Int.min ? wanted[place] : max(wanted[place], lowest + half)
      slots[slot].centre = centre
      lowest = centre + half + GraphLayout.rowGap
    }
    // What was pushed down goes up again together, halfway back to where it wanted to be.
    let push = column.indices.map { slots[column[$0]].centre - wanted[$0] }.reduce(0, +)
    let shift = push / max(1, column.count)
    for slot in column { slots[slot].centre -= shift }
  }

  private mutating func measure(_ shapes: [GraphLayout.Shape]) {
    let top = slots.map { $0.centre - $0.height / 2 }.min() ?? 0
    for slot in slots.indices { slots[slot].centre -= top }
    height = slots.map { $0.centre + $0.height / 2 }.max() ?? 0
    let step = GraphLayout.boxWidth + GraphLayout.columnGap
    width = columns.count * step - GraphLayout.columnGap
    for (place, column) in columns.enumerated() {
      for slot in column {
        guard let node = slots[slot].node else { continue }
        places[node] = GraphLayout.Point(
          x: place * step + GraphLayout.boxWidth / 2, y: slots[slot].centre)
      }
    }
  }

  /// Out of a box, level through each gap, and into a box.
  private func points(of way: [Int], _ shapes: [GraphLayout.Shape]) -> [GraphLayout.Point] {
    var points: [GraphLayout.Point] = []
    for (rank, slot) in way.enumerated() {
      if let node = slots[slot].node, let place = places[node] {
        let half = shapes[node] == .box ? GraphLayout.boxWidth / 2 : 3
        points.append(GraphLayout.Point(x: place.x + (rank == 0 ? half : -half), y: place.y))
        continue
      }
      let left = slots[slot].column * (GraphLayout.boxWidth + GraphLayout.columnGap)
      for x in [left, left + GraphLayout.boxWidth] {
        points.append(GraphLayout.Point(x: x, y: slots[slot].centre))
      }
    }
    return points
  }
}
