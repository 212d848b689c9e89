/// A moment as the clock on the wall shows it.
package struct LocalTime: Sendable, Equatable {
  package let day: MaintenanceWindow.Day
  /// After midnight.
  package let minute: Int

  package init(day: MaintenanceWindow.Day, minute: Int) {
    self.day = day
    self.minute = minute
  }
}
