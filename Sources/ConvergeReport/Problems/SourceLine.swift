/// A line of a source as a terminal can show it, and where in it the mark goes.
///
/// Tabs become spaces up to the next multiple of four, what would disturb the terminal becomes a
/// visible escape, and of a line that is too long the part around the mark is shown.
struct SourceLine {
  let text: String
  /// In columns from the beginning of `text`.
  let markStart: Int
  /// In columns, at least one.
  let markLength: Int

  private static let width = 100

  /// - Parameters:
  ///   - column: of the mark, in characters (Unicode scalars) from one.
  ///   - length: of the mark, in characters; what goes beyond the line is cut.
  init(_ line: String, column: Int, length: Int) {
    var cells: [String] = []
    var starts: [Int] = []
    var total = 0
    for scalar in line.unicodeScalars {
      let cell =
        scalar == "\t"
        ? String(repeating: " ", count: 4 - total % 4) : String(Character(scalar)).visible
      starts.append(total)
      cells.append(cell)
      total += cell.columns
    }
    let first = min(max(0, column - 1), cells.count)
    let end = min(cells.count, first + max(1, length))
    var from = 0
    var to = cells.count
    if total > Self.width {
      let markColumn = first < cells.count ? starts[first] : total
      let left = max(0, min(markColumn - Self.width / 3, total - Self.width))
      from = starts.firstIndex { $0 >= left } ?? 0
      to = starts.lastIndex { $0 < left + Self.width }.map { $0 + 1 } ?? cells.count
    }
    let leading = from > 0 ? "…" : ""
    text = leading + cells[from..<to].joined() + (to < cells.count ? "…" : "")
    let markFrom = max(first, from)
    markStart = leading.columns + cells[from..<max(from, min(markFrom, to))].joined().columns
    let marked = markFrom < min(end, to) ? cells[markFrom..<min(end, to)].joined().columns : 1
    markLength = max(1, marked)
  }
}
