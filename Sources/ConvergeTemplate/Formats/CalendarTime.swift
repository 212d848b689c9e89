/// A moment in the calendar, in UTC.
struct CalendarTime {
  private let seconds: Int64
  private let year: Int64
  private let month: Int
  private let day: Int
  private let hour: Int
  private let minute: Int
  private let second: Int
  /// From Sunday, 0.
  private let weekday: Int
  /// From the first of January, 0.
  private let yearDay: Int

  /// Years of at most four digits.
  private static let allowed: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

  /// So many seconds after the beginning of 1970; nil beyond the years 0 to 9999.
  init?(secondsSince1970 seconds: Int64) {
    guard Self.allowed.contains(seconds) else { return nil }
    self.seconds = seconds
    let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
    let rest = Int(seconds - days * 86_400)
    (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60)
    weekday = Int(((days + 4) % 7 + 7) % 7)
    // Years that begin in March have their odd day last; eras of 400 of them are of one length.
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = Int(dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100))
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    yearDay = Self.day(of: month, day, isLeap: Self.isLeap(year))
  }

  private static func isLeap(_ year: Int64) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func day(of month: Int, _ day: Int, isLeap: Bool) -> Int {
    let before = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334]
    return before[month - 1] + day - 1 + (isLeap && month > 2 ? 1 : 0)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// As strftime(3) writes it in the C locale; what it does not know stays as it is.
  func text(_ format: String) -> String {
    var text = ""
    var scalars = format.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "%", let letter = scalars.popFirst() else {
        text.unicodeScalars.append(scalar)
        continue
      }
      text += part(letter) ?? "%\(letter)"
    }
    return text
  }

  private func part(_ letter: UnicodeScalar) -> String? {
    switch letter {
    case "Y": String(year)
    case "C": padded(year / 100)
    case "y": padded(year % 100)
    case "m": padded(month)
    case "d": padded(day)
    case "e": padded(day, with: " ")
    case "j": padded(yearDay + 1, to: 3)
    case "H": padded(hour)
    case "k": padded(hour, with: " ")
    case "I": padded(hourOfHalf)
    case "l": padded(hourOfHalf, with: " ")
    case "M": padded(minute)
    case "S": padded(second)
    case "s": String(seconds)
    case "u": String(weekday == 0 ? 7 : weekday)
    case "w": String(weekday)
    case "U": padded((yearDay + 7 - weekday) / 7)
    case "W": padded((yearDay + 7 - (weekday + 6) % 7) / 7)
    case "V": padded(week.number)
    case "G": String(week.year)
    case "g": padded(week.year % 100)
    default: wordedPart(letter)
    }
  }

  private func wordedPart(_ letter: UnicodeScalar) -> String? {
    switch letter {
    case "a": String(Self.weekdays[weekday].prefix(3))
    case "A": Self.weekdays[weekday]
    case "b", "h": String(Self.months[month - 1].prefix(3))
    case "B": Self.months[month - 1]
    case "p": hour < 12 ? "AM" : "PM"
    case "P": hour < 12 ? "am" : "pm"
    case "z": "+0000"
    case "Z": "GMT"
    case "c": text("%a %b %e %H:%M:%S %Y")
    case "D", "x": text("%m/%d/%y")
    case "F": text("%Y-%m-%d")
    case "T", "X": text("%H:%M:%S")
    case "R": text("%H:%M")
    case "r": text("%I:%M:%S %p")
    case "n": "\n"
    case "t": "\t"
    case "%": "%"
    default: nil
    }
  }

  private var hourOfHalf: Int { hour % 12 == 0 ? 12 : hour % 12 }

  /// The week by ISO 8601: it belongs to the year that has its Thursday.
  private var week: (year: Int64, number: Int) {
    let fromMonday = (weekday + 6) % 7
    let thursday = yearDay - fromMonday + 3
    if thursday < 0 {
      let days = Self.isLeap(year - 1) ? 366 : 365
      return (year - 1, (thursday + days) / 7 + 1)
    }
    let days = Self.isLeap(year) ? 366 : 365
    return thursday >= days ? (year + 1, 1) : (year, thursday / 7 + 1)
  }

  private func padded(
    _ number: some BinaryInteger, to width: Int = 2, with fill: String = "0"
  ) -> String {
    let digits = String(number)
    return String(repeating: fill, count: max(0, width - digits.utf8.count)) + digits
  }
}
