/// A moment as reports and the ledger write it: RFC 3339, UTC, whole seconds,
/// `2026-11-23T21:40:12Z`.
package func timestamp(_ instant: HostInstant) -> String {
  let seconds = floorDivide(instant.wallNanoseconds, by: 1_000_000_000)
  let days = floorDivide(seconds, by: 86_400)
  let rest = seconds - days * 86_400
  let (year, month, day) = civilDate(daysSince1970: days)
  return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
    + "T\(padded(rest / 3600, 2)):\(padded(rest / 60 % 60, 2)):\(padded(rest % 60, 2))Z"
}

private func floorDivide(_ number: Int64, by divisor: Int64) -> Int64 {
  let (quotient, remainder) = number.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? quotient - 1 : quotient
}

private func padded(_ number: Int64, _ width: Int) -> String {
  let digits = String(number)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

/// The proleptic Gregorian date of a day, by the usual count from 1 March of year 0 in eras of 400
/// years.
private func civilDate(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let shifted = days + 719_468
  let era = floorDivide(shifted, by: 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let marchMonth = (5 * dayOfYear + 2) / 153
  let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
  let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
}

/// The seconds since 1970 of a moment in UTC, by the proleptic Gregorian calendar; nil where there is
/// no such moment. A leap second counts as the first one after it.
package func secondsSince1970(
  year: Int64, month: Int64, day: Int64, hour: Int64 = 0, minute: Int64 = 0, second: Int64 = 0
) -> Int64? {
  guard (1...9999).contains(year), (1...12).contains(month), (0...23).contains(hour),
    (0...59).contains(minute), (0...60).contains(second)
  else { return nil }
  let marchMonth = (month + 9) % 12
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = floorDivide(shiftedYear, by: 400)
  let yearOfEra = shiftedYear - era * 400
  let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
  let days =
    era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  // 30 February is another day than it says.
  guard day >= 1, civilDate(daysSince1970: days) == (year, month, day) else { return nil }
  return days * 86_400 + hour * 3600 + minute * 60 + second
}
