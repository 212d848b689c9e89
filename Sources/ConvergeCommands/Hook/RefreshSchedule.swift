/// When the status of what runs is written anew: soon after its beginning, so that it is known to run,
/// and then four times a minute.
struct RefreshSchedule: Sendable {
  static let firstNanoseconds: UInt64 = 1_000_000_000
  static let intervalNanoseconds: UInt64 = 15_000_000_000

  private var due: UInt64?

  /// Whether it is time, on a clock that never goes back; asked as often as one likes.
  mutating func isDue(atNanoseconds now: UInt64) -> Bool {
    guard let due else {
      self.due = now + Self.firstNanoseconds
      return false
    }
    guard now >= due else { return false }
    self.due = now + Self.intervalNanoseconds
    return true
  }
}
