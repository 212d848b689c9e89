package import ConvergeCore

/// A time in which disruptive changes may happen, in the host's local time.
package struct MaintenanceWindow: Sendable, Equatable {
  package enum Day: String, Sendable, CaseIterable { case mon, tue, wed, thu, fri, sat, sun }

  /// On which days it opens; all where none are named.
  package var days: Set<Day>
  /// Minutes after midnight.
  package var fromMinute: Int
  /// Minutes after midnight; not after `fromMinute`: it closes on the next day.
  package var toMinute: Int
  /// What it lets happen.
  package var disruptions: Set<Disruption>

  package init(
    days: Set<Day> = Set(Day.allCases), fromMinute: Int, toMinute: Int,
    disruptions: Set<Disruption> = Set(Disruption.allCases)
  ) {
    self.days = days
    self.fromMinute = fromMinute
    self.toMinute = toMinute
    self.disruptions = disruptions
  }
}
