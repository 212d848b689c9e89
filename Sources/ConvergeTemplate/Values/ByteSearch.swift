/// Finding bytes in texts; UTF-8 never matches in the middle of a character.
///
/// It takes time in proportion to the text, whatever stands in it.
enum ByteSearch {
  /// The first byte offset of `part` in `text`, at or behind `start`.
  static func first(_ part: String, in text: String, from start: Int = 0) -> Int? {
    var found: Int?
    search(part, in: text, from: start) { offset in
      found = offset
      return false
    }
    return found
  }

  /// The last byte offset of `part` in `text`.
  static func last(_ part: String, in text: String) -> Int? {
    allFromEnd(part, in: text, limit: 1).first
  }

  /// Every byte offset of `part` in `text` without overlaps, at most `limit` of them.
  static func all(_ part: String, in text: String, limit: Int = .max) -> [Int] {
    guard limit > 0 else { return [] }
    var found: [Int] = []
    search(part, in: text) { offset in
      found.append(offset)
      return found.count < limit
    }
    return found
  }

  /// How often `part` stands in `text` without overlaps.
  static func count(_ part: String, in text: String) -> Int {
    var count = 0
    search(part, in: text) { _ in
      count += 1
      return true
    }
    return count
  }

  /// The same from the end of the text, the last offset first.
  static func allFromEnd(_ part: String, in text: String, limit: Int = .max) -> [Int] {
    guard limit > 0 else { return [] }
    var found: [Int] = []
    search(part, in: text, isBackward: true) { offset in
      found.append(offset)
      return found.count < limit
    }
    return found
  }

  /// Calls `body` with each offset, for as long as it says so.
  private static func search(
    _ part: String, in text: String, from start: Int = 0, isBackward: Bool = false,
    _ body: (Int) -> Bool
  ) {
    var text = text
    var part = part
    text.withUTF8 { bytes in
      part.withUTF8 { wanted in
        var finder = ByteFinder(wanted, in: bytes, isBackward: isBackward)
        var position = start
        while let found = finder.next(from: position) {
          let offset = isBackward ? bytes.count - found - wanted.count : found
          guard body(offset) else { return }
          position = found + max(1, wanted.count)
        }
      }
    }
  }
}

/// One search, forward or from the end, where offsets count from the end.
///
/// Short parts are looked for byte by byte, long ones by the two-way algorithm of Crochemore and
/// Perrin (Journal of the ACM 38, 1991), which never looks at a byte often.
private struct ByteFinder {
  private let part: UnsafeBufferPointer<UInt8>
  private let text: UnsafeBufferPointer<UInt8>
  private let isBackward: Bool
  private var split = 0
  private var period = 0
  private var isPeriodic = false

  /// Up to here byte by byte is as good.
  private static let shortPart = 24

  init(
    _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, isBackward: Bool
  ) {
    self.part = part
    self.text = text
    self.isBackward = isBackward
    guard part.count > Self.shortPart else { return }
    let (first, firstPeriod) = maximalSuffix(isReversed: false)
    let (second, secondPeriod) = maximalSuffix(isReversed: true)
    (split, period) = first > second ? (first, firstPeriod) : (second, secondPeriod)
    isPeriodic =
      split + period <= part.count && (0..<split).allSatisfy { wanted($0) == wanted($0 + period) }
    if !isPeriodic { period = max(split, part.count - split) + 1 }
  }

  @inline(__always)
  private func wanted(_ index: Int) -> UInt8 {
    part[isBackward ? part.count - 1 - index : index]
  }

  @inline(__always)
  private func byte(_ index: Int) -> UInt8 {
    text[isBackward ? text.count - 1 - index : index]
  }

  /// Where the largest suffix begins, and the period of that suffix.
  private func maximalSuffix(isReversed: Bool) -> (start: Int, period: Int) {
    var (suffix, start, offset, period) = (-1, 0, 1, 1)
    while start + offset < part.count {
      let (left, right) = (wanted(start + offset), wanted(suffix + offset))
      if left == right {
        if offset == period {
          start += period
          offset = 1
        } else {
          offset += 1
        }
      } else if isReversed ? left > right : left < right {
        start += offset
        offset = 1
        period = start - suffix
      } else {
        suffix = start
        start += 1
        offset = 1
        period = 1
      }
    }
    return (suffix + 1, period)
  }

  /// The first offset at or behind `start`.
  mutating func next(from start: Int) -> Int? {
    if part.isEmpty { return start <= text.count ? start : nil }
    return part.count <= Self.shortPart ? plain(from: start) : twoWay(from: start)
  }

  private func plain(from start: Int) -> Int? {
    let last = text.count - part.count
    let head = wanted(0)
    var offset = start
    while offset <= last {
      if byte(offset) == head {
        var length = 1
        while length < part.count, byte(offset + length) == wanted(length) { length += 1 }
        if length == part.count { return offset }
      }
      offset += 1
    }
    return nil
  }

  private func twoWay(from start: Int) -> Int? {
    let last = text.count - part.count
    var offset = start
    // How much of the part is known to match already.
    var memory = 0
    while offset <= last {
      var index = max(split, memory)
      while index < part.count, wanted(index) == byte(index + offset) { index += 1 }
      if index < part.count {
        offset += index - split + 1
        memory = 0
        continue
      }
      index = split - 1
      while index >= memory, wanted(index) == byte(index + offset) { index -= 1 }
      if index < memory { return offset }
      offset += period
      memory = isPeriodic ? part.count - period : 0
    }
    return nil
  }
}
