/// When a supervised program is ended, and when the run is over: what to do at each moment.
///
/// A run that is not stopped is over with its program; what that has left behind is nobody's. One
/// that is stopped is over when all of its processes are gone, or no KILL helps.
struct RunCourse {
  enum Step: Equatable {
    /// Nothing before that time, in milliseconds.
    case wait(until: Int64)
    /// TERM to all of it.
    case terminate
    /// KILL to all of it, again and again: it may start more meanwhile.
    case kill
    case over
  }

  enum Stop {
    case timeout
    /// Somebody told the supervisor.
    case told
  }

  /// How often it is looked whether all are gone.
  private static let interval: Int64 = 50
  /// How long KILL is tried: processes that wait for a device do not end.
  private static let patience: Int64 = 10_000

  /// Why it is being stopped; nil: it is not.
  private(set) var stop: Stop?
  private var isToldToStop = false
  private let deadline: Int64
  private let killAfter: Int64
  private var killAt: Int64 = .max

  /// - Parameters: in milliseconds on one clock.
  init(now: Int64, timeout: Int64, killAfter: Int64) {
    deadline = now + timeout
    self.killAfter = killAfter
  }

  /// It is to end before its time.
  mutating func tellToStop() { isToldToStop = true }

  /// - Parameters:
  ///   - programHasEnded: the first of its processes.
  ///   - allHaveEnded: asked only where it matters.
  mutating func step(
    now: Int64, programHasEnded: Bool, allHaveEnded: () -> Bool
  ) -> Step {
    guard stop != nil else {
      if programHasEnded { return .over }
      if isToldToStop { stop = .told } else if now >= deadline { stop = .timeout }
      guard stop != nil else { return .wait(until: deadline) }
      killAt = now + killAfter
      return .terminate
    }
    if programHasEnded, allHaveEnded() { return .over }
    if now >= killAt + Self.patience { return .over }
    return now >= killAt ? .kill : .wait(until: min(now + Self.interval, killAt))
  }
}
