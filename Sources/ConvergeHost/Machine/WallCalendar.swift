internal import Glibc

/// What clocks show on this host, where its time zone says (localtime(3)).
package enum WallCalendar {
  /// - Parameter seconds: since 1970.
  /// - Returns: the day of the week, from zero for Sunday, and the minute after midnight.
  package static func time(at seconds: Int64) -> (weekday: Int, minute: Int) {
    let parts = parts(at: seconds)
    return (Int(parts.tm_wday), Int(parts.tm_hour) * 60 + Int(parts.tm_min))
  }

  /// As `Fri 2026-11-27 02:00`.
  package static func text(of seconds: Int64) -> String {
    let parts = parts(at: seconds)
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    let day = days.indices.contains(Int(parts.tm_wday)) ? days[Int(parts.tm_wday)] : ""
    return "\(day) \(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
  }

  private static func parts(at seconds: Int64) -> tm {
    var time = time_t(seconds)
    var parts = tm()
    // The zone is read again where /etc/localtime has changed: that happens while we live.
    tzset()
    localtime_r(&time, &parts)
    return parts
  }
}
