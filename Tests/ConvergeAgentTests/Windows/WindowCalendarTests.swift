import ConvergeAgent
import ConvergeCore
import Testing

@Suite struct WindowCalendarTests {
  /// Thursday, 1 January 1970, 00:00, in a zone without an offset.
  private static func local(_ seconds: Int64) -> LocalTime {
    let day = Int(seconds / 86_400)
    return LocalTime(
      day: MaintenanceWindow.Day.allCases[(day + 3) % 7], minute: Int(seconds % 86_400 / 60))
  }

  private func calendar(_ windows: MaintenanceWindow...) -> WindowCalendar {
    WindowCalendar(windows, local: Self.local)
  }

  private static let nights = MaintenanceWindow(
    days: [.mon, .tue, .wed, .thu, .fri], fromMinute: 120, toMinute: 240,
    disruptions: [.restart, .replace])

  @Test func `without windows everything may happen at any time`() {
    #expect(calendar().allows(.restart, at: 0))
    #expect(calendar().nextOpening(for: .reboot, from: 99) == 99)
  }

  @Test func `a window lets happen what it names, from its first minute to before its last`() {
    let calendar = calendar(Self.nights)
    #expect(!calendar.allows(.restart, at: 119 * 60 + 59))
    #expect(calendar.allows(.restart, at: 120 * 60))
    #expect(calendar.allows(.replace, at: 239 * 60 + 59))
    #expect(!calendar.allows(.restart, at: 240 * 60))
    #expect(!calendar.allows(.reboot, at: 120 * 60))
  }

  @Test func `what no window names never may`() {
    #expect(calendar(Self.nights).nextOpening(for: .reboot, from: 0) == nil)
  }

  @Test func `the next opening is found over a weekend`() {
    // Friday 05:00 to Monday 02:00.
    let friday: Int64 = 86_400 + 5 * 3600
    let monday: Int64 = 4 * 86_400 + 2 * 3600
    #expect(calendar(Self.nights).nextOpening(for: .restart, from: friday) == monday)
  }

  @Test func `a window over midnight belongs to the day on which it begins`() {
    let calendar = calendar(
      MaintenanceWindow(days: [.sat], fromMinute: 23 * 60, toMinute: 60))
    let saturday: Int64 = 2 * 86_400
    #expect(calendar.allows(.reboot, at: saturday + 23 * 3600))
    #expect(calendar.allows(.reboot, at: saturday + 86_400 + 1800))
    #expect(!calendar.allows(.reboot, at: saturday + 1800))
    #expect(!calendar.allows(.reboot, at: saturday + 86_400 + 3600))
  }

  @Test func `an hour that summer time leaves out opens the window after it`() {
    // Clocks go from 02:00 to 03:00: a window from 02:00 to 04:00 opens at what they show as 03:00.
    let calendar = WindowCalendar([Self.nights]) { seconds in
      Self.local(seconds < 2 * 3600 ? seconds : seconds + 3600)
    }
    #expect(calendar.nextOpening(for: .restart, from: 3600) == Int64(2 * 3600))
    #expect(!calendar.allows(.restart, at: 3 * 3600))
  }
}
