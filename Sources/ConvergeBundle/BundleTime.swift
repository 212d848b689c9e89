package import ConvergeCore

/// A moment of a bundle's header, to the second, as RFC 3339 has it in UTC.
package struct BundleTime: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// Since 1970.
  package let seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  /// The moment of a clock.
  package init(_ instant: HostInstant) { seconds = instant.wallNanoseconds / 1_000_000_000 }

  /// Reads `2027-01-31T12:00:00Z`, or `2027-01-31` for its first second; nil for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 || bytes.count == 10 else { return nil }
    let shape = Array("0000-00-00T00:00:00Z".utf8).prefix(bytes.count)
    for (byte, wanted) in zip(bytes, shape) {
      let fits = wanted == 0x30 ? (0x30...0x39).contains(byte) : byte == wanted
      guard fits else { return nil }
    }
    func number(_ range: Range<Int>) -> Int64 {
      range.upperBound > bytes.count
        ? 0 : bytes[range].reduce(0) { $0 * 10 + Int64($1) - 0x30 }
    }
    guard
      let seconds = secondsSince1970(
        year: number(0..<4), month: number(5..<7), day: number(8..<10), hour: number(11..<13),
        minute: number(14..<16), second: number(17..<19))
    else { return nil }
    self.seconds = seconds
  }

  package var description: String {
    timestamp(HostInstant(wallNanoseconds: seconds * 1_000_000_000, monotonicNanoseconds: 0))
  }

  package static func < (left: BundleTime, right: BundleTime) -> Bool {
    left.seconds < right.seconds
  }
}
