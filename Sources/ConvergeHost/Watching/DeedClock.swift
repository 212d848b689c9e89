/// Which signals of one thing belong together, and so since when a command may have to do with them.
///
/// Signals that come within a moment of each other tell of one deed; a command that began before the
/// last signal of the deed before belongs to that one.
struct DeedClock {
  /// In milliseconds.
  private static let pause: Int64 = 300
  /// How long before the first signal a command may have begun.
  private static let reach: Int64 = 5000
  /// How long something may stay under way, as a unit's stop.
  private static let patience: Int64 = 600_000

  private var first: Int64 = 0
  private var last: Int64?
  private var floor = Int64.min
  private var isUnderWay = false

  /// A signal came.
  ///
  /// - Parameters:
  ///   - now: in milliseconds, of a clock that only goes forward.
  ///   - goesOn: whether what it tells of is under way, and another signal tells its end.
  ///   - isNew: whether it belongs to no deed before, however short that is ago.
  /// - Returns: whether a deed begins with it.
  @discardableResult
  mutating func note(at now: Int64, goesOn: Bool = false, isNew: Bool = false) -> Bool {
    defer { (last, isUnderWay) = (now, goesOn) }
    guard let last else {
      first = now
      return true
    }
    let belongs = !isNew && now - last <= (isUnderWay ? Self.patience : Self.pause)
    if !belongs { (floor, first) = (last, now) }
    return !belongs
  }

  /// In milliseconds; what began before has nothing to do with it.
  var since: Int64 { max(floor, first - Self.reach) }
}
