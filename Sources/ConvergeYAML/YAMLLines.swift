/// The lines of a text as libyaml counts them: also a lone CR, NEL, LS and PS end one (YAML 1.1,
/// section 5.4), where editors and people see only what a line feed ends.
struct YAMLLines {
  /// Where a line begins in lines that end with a line feed, both counted from zero, and where in
  /// the text it ends.
  private struct Origin {
    let line: Int
    let column: Int
    let end: Int
  }

  private let bytes: ArraySlice<UInt8>
  private var starts: [Int]
  /// Of each line; empty where all of them end with a line feed.
  private var origins: [Origin] = []

  init(of bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    starts = [bytes.startIndex]
    if !findLineFeeds() { findAll() }
  }

  var count: Int { starts.count }

  /// A line without what ends it; empty behind the last.
  subscript(number: Int) -> ArraySlice<UInt8> {
    guard number < starts.count else { return [] }
    if number < origins.count { return bytes[starts[number]..<origins[number].end] }
    let end = number + 1 < starts.count ? starts[number + 1] - 1 : bytes.endIndex
    return bytes[starts[number]..<end]
  }

  /// Where a line and column stand in lines that end with a line feed, all counted from zero.
  func position(line: Int, column: Int) -> (line: Int, column: Int) {
    guard line < origins.count else { return (line, column) }
    return (origins[line].line, origins[line].column + column)
  }

  /// - Returns: whether nothing else ends a line.
  private mutating func findLineFeeds() -> Bool {
    let first = bytes.startIndex
    return bytes.withUnsafeBufferPointer { buffer in
      for index in buffer.indices where buffer[index] <= 0x0D || buffer[index] >= 0xC2 {
        if buffer[index] == 0x0A { starts.append(first + index + 1) }
        if Self.length(ofBreakAt: index, in: buffer) > 0, buffer[index] != 0x0A,
          !(buffer[index] == 0x0D && index + 1 < buffer.count && buffer[index + 1] == 0x0A)
        {
          return false
        }
      }
      return true
    }
  }

  private mutating func findAll() {
    let first = bytes.startIndex
    var starts = [first]
    var origins: [Origin] = []
    bytes.withUnsafeBufferPointer { buffer in
      var (line, column, lineColumn) = (0, 0, 0)
      var index = 0
      while index < buffer.count {
        let length = Self.length(ofBreakAt: index, in: buffer)
        guard length > 0 else {
          if buffer[index] & 0xC0 != 0x80 { column += 1 }
          index += 1
          continue
        }
        origins.append(Origin(line: line, column: lineColumn, end: first + index))
        if buffer[index + length - 1] == 0x0A { (line, column) = (line + 1, -1) }
        column += 1
        lineColumn = column
        index += length
        starts.append(first + index)
      }
      origins.append(Origin(line: line, column: lineColumn, end: first + buffer.count))
    }
    self.starts = starts
    self.origins = origins
  }

  /// How many bytes a line break has; zero where there is none.
  private static func length(ofBreakAt index: Int, in buffer: UnsafeBufferPointer<UInt8>) -> Int {
    func follows(_ byte: UInt8, _ distance: Int) -> Bool {
      index + distance < buffer.count && buffer[index + distance] == byte
    }
    return switch buffer[index] {
    case 0x0A: 1
    case 0x0D: follows(0x0A, 1) ? 2 : 1
    case 0xC2 where follows(0x85, 1): 2
    case 0xE2 where follows(0x80, 1) && (follows(0xA8, 2) || follows(0xA9, 2)): 3
    default: 0
    }
  }
}
