internal import ConvergeCore

/// Moments as HTTP writes them (RFC 9110, 5.6.7), all three forms.
enum HTTPDate {
  /// In seconds since 1970.
  static func seconds(_ text: String) -> Int64? {
    guard text.utf8.count <= 64 else { return nil }
    var words = text.split { " ,:".contains($0) }
    // `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and, with the year at its
    // end, `Sun Nov  6 08:49:37 1994`.
    if words.count == 6 { words.replaceSubrange(1...1, with: words[1].split(separator: "-")) }
    let order =
      switch words.count {
      case 8 where words[7] == "GMT": (day: 1, month: 2, year: 3, time: 4)
      case 7: (day: 2, month: 1, year: 6, time: 3)
      default: (day: 0, month: 0, year: 0, time: 0)
      }
    guard order.time > 0, let month = months.firstIndex(of: words[order.month]),
      let day = number(words[order.day]), var year = number(words[order.year]),
      let hour = number(words[order.time]), let minute = number(words[order.time + 1]),
      let second = number(words[order.time + 2])
    else { return nil }
    if words[order.year].count == 2 { year += year < 70 ? 2000 : 1900 }
    return secondsSince1970(
      year: year, month: Int64(month) + 1, day: day, hour: hour, minute: minute, second: second)
  }

  /// What `Retry-After` asks for: seconds, or a date; within ten minutes.
  static func retryAfter(_ text: String, nowSeconds: Int64) -> Duration? {
    let asked: Int64? =
      text.utf8.allSatisfy { (0x30...0x39).contains($0) } && !text.isEmpty
      ? number(Substring(text)) ?? .max : seconds(text).map { $0 - nowSeconds }
    return asked.map { .seconds(min(max($0, 0), 600)) }
  }

  private static let months: [Substring] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  private static func number(_ digits: Substring) -> Int64? {
    guard digits.utf8.count <= 10, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
      return nil
    }
    return Int64(digits)
  }
}
