/// The bounds of a slice as they were written.
struct SliceRange {
  var start: Int?
  var stop: Int?
  var step: Int

  /// The positions that it picks from `count` elements.
  func positions(of count: Int) -> [Int] {
    let (first, last) = bounds(of: count)
    return Array(stride(from: first, to: last, by: step))
  }

  /// Where it begins, and where it ends without that position itself.
  func bounds(of count: Int) -> (start: Int, stop: Int) {
    let lowest = step > 0 ? 0 : -1
    let highest = step > 0 ? count : count - 1
    func clamped(_ bound: Int) -> Int {
      let position = bound < 0 ? bound + count : bound
      return min(max(position, lowest), highest)
    }
    let first = start.map(clamped) ?? (step > 0 ? lowest : highest)
    let last = stop.map(clamped) ?? (step > 0 ? highest : lowest)
    return (first, last)
  }
}
