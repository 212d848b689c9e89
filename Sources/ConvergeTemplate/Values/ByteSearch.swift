/// Finding bytes in texts; UTF-8 never matches in the middle of a character.
enum ByteSearch {
  /// The first byte offset of `part` in `text`, at or behind `start`.
  static func first(_ part: String, in text: String, from start: Int) -> Int? {
    var text = text
    var part = part
    return text.withUTF8 { bytes in
      part.withUTF8 { wanted in first(wanted, in: bytes, from: start) }
    }
  }

  /// The last byte offset of `part` in `text`.
  static func last(_ part: String, in text: String) -> Int? {
    let bytes = Array(text.utf8)
    let wanted = Array(part.utf8)
    guard wanted.count <= bytes.count else { return nil }
    var offset = bytes.count - wanted.count
    while offset >= 0 {
      if bytes[offset..<offset + wanted.count].elementsEqual(wanted) { return offset }
      offset -= 1
    }
    return nil
  }

  /// Every byte offset of `part` in `text` without overlaps, at most `limit` of them.
  static func all(_ part: String, in text: String, limit: Int = .max) -> [Int] {
    var text = text
    var part = part
    return text.withUTF8 { bytes in
      part.withUTF8 { wanted in
        var found: [Int] = []
        var start = 0
        while found.count < limit, let offset = first(wanted, in: bytes, from: start) {
          found.append(offset)
          start = offset + wanted.count
        }
        return found
      }
    }
  }

  private static func first(
    _ part: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let head = part.first else { return start <= text.count ? start : nil }
    var offset = start
    let last = text.count - part.count
    while offset <= last {
      if text[offset] == head {
        var length = 1
        while length < part.count, text[offset + length] == part[length] { length += 1 }
        if length == part.count { return offset }
      }
      offset += 1
    }
    return nil
  }
}
