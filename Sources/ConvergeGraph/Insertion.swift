/// A topological order that is kept while edges are added one by one (Pearce and Kelly 2007): an
/// edge that follows the order costs nothing, another one only what lies between its ends.
struct Insertion {
  private let outgoing: Rows
  private let incoming: Rows
  private var addedAfter: [Int: [Int]] = [:]
  private var addedBefore: [Int: [Int]] = [:]
  /// The place of each vertex in the order.
  private var places: [Int]
  /// How many vertices and arcs were looked at.
  private(set) var effort = 0

  /// Starts with a graph without cycles.
  init(outgoing: Rows, incoming: Rows) {
    self.outgoing = outgoing
    self.incoming = incoming
    var sorting = Sorting(outgoing: outgoing, incoming: incoming)
    places = [Int](repeating: 0, count: outgoing.count)
    for (place, index) in sorting.order(by: { _ in 0 }).enumerated() { places[index] = place }
    effort = sorting.effort
  }

  /// Adds an edge unless it would close a cycle; whether it was added.
  mutating func add(from: Int, to: Int) -> Bool {
    effort += 1
    if places[from] >= places[to] {
      guard let after = reach(from: to, upTo: places[from], avoiding: from) else { return false }
      move(before: reachBack(from: from, downTo: places[to]), after: after)
    }
    addedAfter[from, default: []].append(to)
    addedBefore[to, default: []].append(from)
    return true
  }

  /// What comes after `start` up to a place; nil if `target` is among it.
  private mutating func reach(from start: Int, upTo last: Int, avoiding target: Int) -> [Int]? {
    var seen: Set<Int> = [start]
    var waiting = [start]
    if start == target { return nil }
    while let vertex = waiting.popLast() {
      for end in outgoing[vertex].map(\.end) + addedAfter[vertex, default: []] {
        effort += 1
        if end == target { return nil }
        if places[end] < last, seen.insert(end).inserted { waiting.append(end) }
      }
    }
    return Array(seen)
  }

  /// What comes before `start` down to a place.
  private mutating func reachBack(from start: Int, downTo first: Int) -> [Int] {
    var seen: Set<Int> = [start]
    var waiting = [start]
    while let vertex = waiting.popLast() {
      for end in incoming[vertex].map(\.end) + addedBefore[vertex, default: []] {
        effort += 1
        if places[end] > first, seen.insert(end).inserted { waiting.append(end) }
      }
    }
    return Array(seen)
  }

  /// Gives the places of both parts to one and then the other, each in its own old order.
  private mutating func move(before: [Int], after: [Int]) {
    let parts = [before, after].map { part in part.sorted { places[$0] < places[$1] } }
    let vertices = Array(parts.joined())
    let free = vertices.map { places[$0] }.sorted()
    for (vertex, place) in zip(vertices, free) { places[vertex] = place }
  }
}
