/// Goes through a file of stanzas as dpkg writes them, without making anything of what is not asked
/// for: a field a line, stanzas parted by an empty line (deb822(5)).
struct StanzaScanner {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0
  /// The stanza under the cursor, without the empty line behind it.
  private(set) var stanza: Range<Int> = 0..<0

  init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  /// Moves to the next stanza; false at the end.
  mutating func advance() -> Bool {
    while offset < bytes.count, bytes[offset] == Self.newline { offset += 1 }
    guard offset < bytes.count else { return false }
    let start = offset
    while let end = lineEnd(from: offset) {
      offset = end + 1
      if offset >= bytes.count || bytes[offset] == Self.newline {
        stanza = start..<end
        return true
      }
    }
    offset = bytes.count
    stanza = start..<offset
    return true
  }

  /// The value of a field of the stanza, on its first line, without surrounding spaces.
  func value(of field: StaticString) -> UnsafeRawBufferPointer? {
    let length = field.utf8CodeUnitCount
    var line = stanza.lowerBound
    while line < stanza.upperBound {
      let end = min(lineEnd(from: line) ?? stanza.upperBound, stanza.upperBound)
      if end - line > length, bytes[line + length] == UInt8(ascii: ":"), starts(field, at: line) {
        var (first, last) = (line + length + 1, end)
        while first < last, bytes[first] == UInt8(ascii: " ") { first += 1 }
        while last > first, bytes[last - 1] == UInt8(ascii: " ") { last -= 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[first..<last])
      }
      line = end + 1
    }
    return nil
  }

  /// The value as text.
  func text(of field: StaticString) -> String? {
    value(of: field).map { String(decoding: $0, as: UTF8.self) }
  }

  private func starts(_ field: StaticString, at index: Int) -> Bool {
    field.withUTF8Buffer { name in
      for (position, byte) in name.enumerated() where bytes[index + position] != byte {
        return false
      }
      return true
    }
  }

  /// Eight bytes at a time: a word that has a newline in it shows a high bit.
  private func lineEnd(from start: Int) -> Int? {
    var index = start
    while index + 8 <= bytes.count {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ Self.newlines
      if (word &- Self.lowBits) & ~word & Self.highBits != 0 { break }
      index += 8
    }
    while index < bytes.count {
      if bytes[index] == Self.newline { return index }
      index += 1
    }
    return nil
  }

  private static let newline = UInt8(ascii: "\n")
  private static let newlines: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
  private static let lowBits: UInt64 = 0x0101_0101_0101_0101
  private static let highBits: UInt64 = 0x8080_8080_8080_8080
}
