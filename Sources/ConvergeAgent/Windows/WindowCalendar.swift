package import ConvergeCore

/// When disruptive changes may happen.
package struct WindowCalendar: Sendable {
  /// How far it looks for an opening: every window opens at least once a week.
  private static let horizonMinutes: Int64 = 8 * 1440

  private let windows: [MaintenanceWindow]
  private let local: @Sendable (Int64) -> LocalTime

  /// - Parameters:
  ///   - windows: none: always.
  ///   - local: what clocks show at a moment, in seconds since 1970: summer time and all.
  package init(_ windows: [MaintenanceWindow], local: @escaping @Sendable (Int64) -> LocalTime) {
    self.windows = windows
    self.local = local
  }

  /// Whether it may happen at a moment, in seconds since 1970. What no window names may happen in
  /// none of them; without any window everything may happen.
  package func allows(_ disruption: Disruption, at moment: Int64) -> Bool {
    if windows.isEmpty { return true }
    let now = local(moment)
    return windows.contains { $0.disruptions.contains(disruption) && $0.isOpen(at: now) }
  }

  /// The next moment, not before `moment`, at which it may happen; nil where no window ever lets it.
  ///
  /// Clocks are asked minute by minute, so that an hour that summer time leaves out or repeats is as
  /// they show it.
  package func nextOpening(for disruption: Disruption, from moment: Int64) -> Int64? {
    if allows(disruption, at: moment) { return moment }
    guard windows.contains(where: { $0.disruptions.contains(disruption) }) else { return nil }
    let first = moment - (moment % 60 + 60) % 60 + 60
    for minute in 0..<Self.horizonMinutes {
      let candidate = first + minute * 60
      if allows(disruption, at: candidate) { return candidate }
    }
    return nil
  }
}

extension MaintenanceWindow {
  /// One that crosses midnight belongs to the day on which it begins.
  func isOpen(at time: LocalTime) -> Bool {
    if fromMinute < toMinute {
      return days.contains(time.day) && time.minute >= fromMinute && time.minute < toMinute
    }
    return (days.contains(time.day) && time.minute >= fromMinute)
      || (days.contains(time.day.before) && time.minute < toMinute)
  }
}

extension MaintenanceWindow.Day {
  var before: MaintenanceWindow.Day {
    let all = Self.allCases
    guard let index = all.firstIndex(of: self) else { return self }
    return all[(index + all.count - 1) % all.count]
  }
}
