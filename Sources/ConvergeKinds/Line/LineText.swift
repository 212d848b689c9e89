/// A text as its lines, each with the end that it has, so that what is not touched keeps its bytes.
///
/// A line ends with LF or CR LF; the last one may have no end. A byte-order mark belongs to no line.
struct LineText {
  let bytes: [UInt8]
  /// Where each line begins.
  private let starts: [Int]

  private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
  private static let feed = UInt8(ascii: "\n")
  private static let carriage = UInt8(ascii: "\r")

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    var starts: [Int] = []
    var place = bytes.starts(with: Self.mark) ? Self.mark.count : 0
    while place < bytes.count {
      starts.append(place)
      place = bytes[place...].firstIndex(of: Self.feed).map { $0 + 1 } ?? bytes.count
    }
    self.starts = starts
  }

  var count: Int { starts.count }

  /// A line without its end.
  func body(_ row: Int) -> ArraySlice<UInt8> {
    let whole = bytes[range(row)]
    guard whole.last == Self.feed else { return whole }
    let body = whole.dropLast()
    return body.last == Self.carriage ? body.dropLast() : body
  }

  /// A line without its end, for people.
  func line(_ row: Int) -> String { String(decoding: body(row), as: UTF8.self) }

  func replacing(_ row: Int, with line: [UInt8]) -> [UInt8] {
    let old = body(row)
    return Array(bytes[..<old.startIndex]) + line + bytes[old.endIndex...]
  }

  func removing(_ rows: Set<Int>) -> [UInt8] {
    var kept = Array(bytes[..<(starts.first ?? 0)])
    for row in 0..<count where !rows.contains(row) { kept += bytes[range(row)] }
    return kept
  }

  /// The text with a new line before the line `row`, or behind all where that is `count`; the
  /// last line then gets the end that it may lack.
  func inserting(_ line: [UInt8], before row: Int) -> [UInt8] {
    let end = end(near: row)
    guard row == count else {
      return Array(bytes[..<starts[row]]) + line + end + bytes[starts[row]...]
    }
    let isOpen = count > 0 && bytes.last != Self.feed
    return bytes + (isOpen ? end : []) + line + end
  }

  private func range(_ row: Int) -> Range<Int> {
    starts[row]..<(row + 1 < count ? starts[row + 1] : bytes.count)
  }

  /// The end of the line before, or else of another one nearby; LF where none has an end.
  private func end(near row: Int) -> [UInt8] {
    for near in [row - 1, row, row - 2] where (0..<count).contains(near) {
      let whole = bytes[range(near)]
      guard whole.last == Self.feed else { continue }
      return whole.dropLast().last == Self.carriage ? [Self.carriage, Self.feed] : [Self.feed]
    }
    return [Self.feed]
  }
}
