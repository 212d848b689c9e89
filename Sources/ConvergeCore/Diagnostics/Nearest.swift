/// The candidate that a user most likely meant, for "did you mean".
///
/// The optimal string alignment distance (insert, delete, replace, swap of neighbours) must be at
/// most a third of the longer name, and at least one edit is always allowed. Names that differ in
/// more than 200 bytes in a row are not compared.
package func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(text.utf8)
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let name = Array(candidate.utf8)
    let longest = max(wanted.count, name.count)
    let allowed = max(1, longest / 3)
    guard abs(wanted.count - name.count) <= allowed else { continue }
    let (left, right) = differingParts(wanted, name)
    guard max(left.count, right.count) <= 200 else { continue }
    let distance = alignmentDistance(left, right)
    guard distance <= allowed else { continue }
    if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
  }
  return best?.name
}

/// Both without what they begin and end with alike.
private func differingParts(
  _ left: [UInt8], _ right: [UInt8]
) -> (ArraySlice<UInt8>, ArraySlice<UInt8>) {
  let start = zip(left, right).prefix { $0 == $1 }.count
  let (left, right) = (left[start...], right[start...])
  let end = zip(left.reversed(), right.reversed()).prefix { $0 == $1 }.count
  return (left.dropLast(end), right.dropLast(end))
}

private func alignmentDistance(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
  if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
  let (left, right) = (Array(left), Array(right))
  var beforeLast: [Int] = []
  var last = Array(0...right.count)
  for (row, byte) in left.enumerated() {
    var current = [row + 1]
    for (column, other) in right.enumerated() {
      let replaced = last[column] + (byte == other ? 0 : 1)
      var cost = min(replaced, last[column + 1] + 1, current[column] + 1)
      if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
        cost = min(cost, beforeLast[column - 1] + 1)
      }
      current.append(cost)
    }
    (beforeLast, last) = (last, current)
  }
  return last[right.count]
}
