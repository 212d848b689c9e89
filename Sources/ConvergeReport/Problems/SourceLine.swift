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
  /// Lines with more bytes are not shown: to find the mark in one takes long.
  private static let longest = 1 << 20
  /// How many characters before and behind the mark are looked at, at least.
  private static let surroundings = 4 * width

  /// These lines of a text, by their numbers from one; without a byte-order mark, and those that
  /// are too long to be shown left out.
  static func lines(_ numbers: Set<Int>, of bytes: [UInt8]) -> [Int: String] {
    var lines: [Int: String] = [:]
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    var rest = bytes.starts(with: mark) ? bytes[3...] : bytes[...]
    let last = numbers.max() ?? 0
    var number = 1
    while number <= last {
      let end = rest.firstIndex(of: 0x0A)
      if numbers.contains(number) {
        var line = rest[..<(end ?? rest.endIndex)]
        if line.last == 0x0D { line = line.dropLast() }
        if line.count <= longest { lines[number] = String(decoding: line, as: UTF8.self) }
      }
      guard let end else { break }
      rest = rest[(end + 1)...]
      number += 1
    }
    return lines
  }

  /// - Parameters:
  ///   - column: of the mark, in characters (Unicode scalars) from one.
  ///   - length: of the mark, in characters; what goes beyond the line is cut.
  init(_ line: String, column: Int, length: Int) {
    let skipped = max(0, column - 1 - Self.surroundings)
    let rest = line.unicodeScalars.dropFirst(skipped)
    let window = rest.prefix(2 * Self.surroundings)
    let isCut = window.endIndex < rest.endIndex
    var cells: [String] = []
    var starts: [Int] = []
    var total = 0
    for scalar in window {
      let cell =
        scalar == "\t"
        ? String(repeating: " ", count: 4 - total % 4) : String(Character(scalar)).visible
      starts.append(total)
      cells.append(cell)
      total += cell.columns
    }
    let first = min(max(0, column - 1 - skipped), cells.count)
    let end = min(cells.count, first + max(1, length))
    var from = 0
    var to = cells.count
    if total > Self.width {
      let markColumn = first < cells.count ? starts[first] : total
      let left = max(0, min(markColumn - Self.width / 3, total - Self.width))
      from = starts.firstIndex { $0 >= left } ?? 0
      to = starts.lastIndex { $0 < left + Self.width }.map { $0 + 1 } ?? cells.count
    }
    let leading = from + skipped > 0 ? "…" : ""
    text = leading + cells[from..<to].joined() + (to < cells.count || isCut ? "…" : "")
    let markFrom = max(first, from)
    markStart = leading.columns + cells[from..<max(from, min(markFrom, to))].joined().columns
    let marked = markFrom < min(end, to) ? cells[markFrom..<min(end, to)].joined().columns : 1
    markLength = max(1, marked)
  }
}
