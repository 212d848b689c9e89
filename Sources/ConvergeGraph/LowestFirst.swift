/// Vertices that wait for their turn, the lowest first (a binary heap).
struct LowestFirst {
  struct Element: Comparable {
    let rank: Int
    let index: Int

    static func < (left: Element, right: Element) -> Bool {
      left.rank == right.rank ? left.index < right.index : left.rank < right.rank
    }
  }

  private var elements: [Element] = []

  /// Adds one.
  mutating func insert(_ element: Element) {
    var place = elements.count
    elements.append(element)
    while place > 0, elements[place] < elements[(place - 1) / 2] {
      elements.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// Takes the lowest away; nil where none waits.
  mutating func popLowest() -> Element? {
    guard let lowest = elements.first, let last = elements.popLast() else { return nil }
    guard !elements.isEmpty else { return lowest }
    elements[0] = last
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < elements.count else { return lowest }
      if child + 1 < elements.count, elements[child + 1] < elements[child] { child += 1 }
      guard elements[child] < elements[place] else { return lowest }
      elements.swapAt(place, child)
      place = child
    }
  }
}
