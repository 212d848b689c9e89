/// A moment, to the second, as reports write it: RFC 3339 in UTC, `2026-11-23T21:40:12Z`.
package struct Timestamp: Sendable, Hashable, CustomStringConvertible {
  /// Since 1970.
  package let seconds: Int64

  package init(seconds: Int64) { self.seconds = seconds }

  /// Reads `2026-11-23T21:40:12Z`, a fraction passed over; nil for anything else.
  package init?(_ text: String) {
    let parts = text.utf8.split { !(48...57).contains($0) }
    let numbers = parts.compactMap { Int64(String(Substring($0))) }
    guard text.hasSuffix("Z"), (6...7).contains(numbers.count), parts[0].count == 4,
      (1...12).contains(numbers[1]), (1...31).contains(numbers[2]), numbers[3] < 24,
      numbers[4] < 60, numbers[5] <= 60
    else { return nil }
    let days = Self.days(year: numbers[0], month: numbers[1], day: numbers[2])
    seconds = days * 86400 + numbers[3] * 3600 + numbers[4] * 60 + numbers[5]
  }

  package var description: String {
    let days = (seconds - (seconds % 86400 + 86400) % 86400) / 86400
    let rest = seconds - days * 86400
    let (year, month, day) = Self.date(days: days)
    let date = "\(year)-\(two(month))-\(two(day))"
    return "\(date)T\(two(rest / 3600)):\(two(rest % 3600 / 60)):\(two(rest % 60))Z"
  }

  /// `12 min ago`, as coarse as a person would say it.
  package func ago(at now: Timestamp) -> String {
    let past = now.seconds - seconds
    switch past {
    case ..<0: return "at \(self)"
    case 0..<5: return "just now"
    case 5..<60: return "\(past) s ago"
    case 60..<3600: return "\(past / 60) min ago"
    case 3600..<172_800: return "\(past / 3600) h ago"
    default: return "\(past / 86400) days ago"
    }
  }

  /// Days since 1970 in the proleptic Gregorian calendar; the year begins in March, so that the
  /// leap day is its last.
  private static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  private static func date(days: Int64) -> (year: Int64, month: Int64, day: Int64) {
    let moved = days + 719_468
    let era = (moved >= 0 ? moved : moved - 146_096) / 146_097
    let day = moved - era * 146_097
    let yearOfEra = (day - day / 1460 + day / 36524 - day / 146_096) / 365
    let dayOfYear = day - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
  }
}

private func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
