extension Duration {
  /// No duration that is written may be longer: a hundred years.
  private static let longestMilliseconds: Int64 = 36_500 * 86_400_000

  /// Reads `250ms`, `10s`, `5m`, `1h30m`, `2d`, at most a hundred years; units may follow one
  /// another, largest first.
  package init?(quantity text: String) {
    let units: [(name: String, milliseconds: Int64)] = [
      ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1),
    ]
    var rest = Substring(text)
    var total: Int64 = 0
    var nextUnit = 0
    guard !rest.isEmpty else { return nil }
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      guard !digits.isEmpty, digits.count <= 12, let amount = Int64(digits) else { return nil }
      rest = rest.dropFirst(digits.count)
      let letters = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(letters.count)
      guard let unit = units[nextUnit...].firstIndex(where: { $0.name == letters }) else {
        return nil
      }
      let (part, overflow) = amount.multipliedReportingOverflow(by: units[unit].milliseconds)
      guard !overflow, part <= Self.longestMilliseconds - total else { return nil }
      total += part
      nextUnit = unit + 1
    }
    self = .milliseconds(total)
  }

  /// In whole milliseconds, rounded down.
  package var wholeMilliseconds: Int64 {
    components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
  }

  /// In milliseconds, for reports.
  package var milliseconds: Double {
    Double(components.seconds) * 1000 + Double(components.attoseconds) / 1e15
  }
}

/// Reads `512K`, `64M`, `2G`, `1T` (powers of 1024; `KiB`, `KB` and `b` as Compose has them) or a
/// plain number of bytes.
package func byteCount(quantity text: String) -> Int64? {
  let digits = text.prefix { $0.isASCII && $0.isNumber }
  guard !digits.isEmpty, let amount = Int64(digits) else { return nil }
  let shift: Int64
  switch text.dropFirst(digits.count).lowercased() {
  case "", "b": shift = 0
  case "k", "kb", "kib": shift = 10
  case "m", "mb", "mib": shift = 20
  case "g", "gb", "gib": shift = 30
  case "t", "tb", "tib": shift = 40
  default: return nil
  }
  let (bytes, overflow) = amount.multipliedReportingOverflow(by: 1 << shift)
  return overflow ? nil : bytes
}
