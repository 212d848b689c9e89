/// Nanoseconds since 1970 of a moment as the engine writes it: RFC 3339 in UTC with up to nine
/// digits of a second, `2026-11-23T21:40:12.123456789Z`; nil for anything else.
func wallNanoseconds(_ text: String) -> Int64? {
  let parts = text.split { "-T:Z".contains($0) }
  guard parts.count == 6, text.hasSuffix("Z"), let year = Int64(parts[0]),
    let month = Int64(parts[1]), let day = Int64(parts[2]), let hour = Int64(parts[3]),
    let minute = Int64(parts[4]), (1...12).contains(month), year >= 1970, year < 2262
  else { return nil }
  let second = parts[5].split(separator: ".", omittingEmptySubsequences: false)
  guard let whole = second.first.flatMap({ Int64($0) }) else { return nil }
  let digits = second.count > 1 ? String(second[1].prefix(9)) : ""
  let padded = digits + String(repeating: "0", count: 9 - digits.count)
  guard let fraction = Int64(padded) else { return nil }
  let days = daysSince1970(year: year, month: month, day: day)
  return ((days * 24 + hour) * 60 + minute) * 60_000_000_000 + whole * 1_000_000_000 + fraction
}

/// Days of the proleptic Gregorian calendar, counted in years that begin in March.
private func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
  let marchYear = month <= 2 ? year - 1 : year
  let marchMonth = month <= 2 ? month + 9 : month - 3
  let era = marchYear / 400
  let yearOfEra = marchYear - era * 400
  let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
  let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
  return era * 146_097 + dayOfEra - 719_468
}
