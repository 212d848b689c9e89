/// One step from an old sequence to a new one, by their indices.
enum Edit: Equatable {
  case keep(old: Int, new: Int)
  case remove(old: Int)
  case insert(new: Int)

  var isInOld: Bool { if case .insert = self { false } else { true } }
  var isInNew: Bool { if case .remove = self { false } else { true } }
}

/// The shortest steps from one sequence of lines to another.
///
/// E. Myers, "An O(ND) Difference Algorithm and Its Variations", Algorithmica 1 (1986), the greedy
/// form. What differs in more than `bound` lines is given as removed whole and inserted whole: such
/// a diff helps nobody, and its search takes time and memory by the square of the bound.
struct EditScript {
  let edits: [Edit]

  init(
    from left: [Substring.UTF8View], to right: [Substring.UTF8View], bound: Int = 1000
  ) {
    var numbers: [String: Int] = [:]
    func number(_ line: Substring.UTF8View) -> Int {
      let text = String(Substring(line))
      if let known = numbers[text] { return known }
      numbers[text] = numbers.count
      return numbers.count - 1
    }
    let old = left.map(number)
    let new = right.map(number)
    let start = zip(old, new).prefix { $0 == $1 }.count
    let end = zip(old[start...].reversed(), new[start...].reversed()).prefix { $0 == $1 }.count
    let oldMiddle = old[start..<(old.count - end)]
    let newMiddle = new[start..<(new.count - end)]
    let steps =
      Self.shortest(Array(oldMiddle), Array(newMiddle), bound: bound)
      ?? oldMiddle.indices.map { .remove(old: $0 - start) }
      + newMiddle.indices.map { .insert(new: $0 - start) }
    edits =
      (0..<start).map { .keep(old: $0, new: $0) }
      + steps.map { $0.moved(by: start) }
      + (0..<end).map { .keep(old: old.count - end + $0, new: new.count - end + $0) }
  }

  /// nil where it takes more than `bound` changes.
  private static func shortest(_ old: [Int], _ new: [Int], bound: Int) -> [Edit]? {
    let limit = min(bound, old.count + new.count)
    /// The furthest place in `old` on each diagonal, before each number of changes.
    var trace: [[Int]] = []
    var furthest = Array(repeating: 0, count: 2 * limit + 3)
    let middle = limit + 1
    for changes in 0...limit {
      trace.append(Array(furthest[(middle - changes - 1)...(middle + changes + 1)]))
      for diagonal in stride(from: -changes, through: changes, by: 2) {
        let below = furthest[middle + diagonal - 1]
        let above = furthest[middle + diagonal + 1]
        var x = diagonal == -changes || (diagonal != changes && below < above) ? above : below + 1
        while x < old.count, x - diagonal < new.count, old[x] == new[x - diagonal] { x += 1 }
        furthest[middle + diagonal] = x
        if x >= old.count, x - diagonal >= new.count {
          return walkBack(trace, old.count, new.count)
        }
      }
    }
    return nil
  }

  private static func walkBack(_ trace: [[Int]], _ oldCount: Int, _ newCount: Int) -> [Edit] {
    var edits: [Edit] = []
    var (x, y) = (oldCount, newCount)
    for changes in trace.indices.reversed() {
      let furthest = trace[changes]
      let middle = changes + 1
      let diagonal = x - y
      let below = furthest[middle + diagonal - 1]
      let above = furthest[middle + diagonal + 1]
      let isInsertion = diagonal == -changes || (diagonal != changes && below < above)
      let before = isInsertion ? diagonal + 1 : diagonal - 1
      let startX = changes == 0 ? 0 : furthest[middle + before]
      let startY = changes == 0 ? 0 : startX - before
      let firstKept = changes == 0 ? 0 : isInsertion ? startX : startX + 1
      while x > firstKept, x > 0, y > 0 {
        (x, y) = (x - 1, y - 1)
        edits.append(.keep(old: x, new: y))
      }
      guard changes > 0 else { break }
      edits.append(isInsertion ? .insert(new: startY) : .remove(old: startX))
      (x, y) = (startX, startY)
    }
    return edits.reversed()
  }
}

extension Edit {
  fileprivate func moved(by offset: Int) -> Edit {
    switch self {
    case .keep(let old, let new): .keep(old: old + offset, new: new + offset)
    case .remove(let old): .remove(old: old + offset)
    case .insert(let new): .insert(new: new + offset)
    }
  }
}
