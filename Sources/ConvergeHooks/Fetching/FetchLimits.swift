internal import ConvergeCore

/// How long and how often a file is tried for, and how large it may be.
package struct FetchLimits: Sendable, Hashable {
  /// Of one file.
  package var fileBytes: Int64 = 1 << 30
  /// Of all that is kept for later runs.
  package var cacheBytes: Int64 = 1 << 30
  /// Of one attempt.
  package var deadline: Duration = .seconds(600)
  package var stall: Duration = .seconds(30)
  /// Of all attempts for one file, with the time between them.
  package var patience: Duration = .seconds(1800)
  package var tries = 7
  /// Between the first two; it doubles with each.
  package var firstDelay: Duration = .seconds(3)
  package var longestDelay: Duration = .seconds(96)
  package var longestRetryAfter: Duration = .seconds(600)

  package init() {}

  /// How long to wait after so many failures, the first one being 1.
  ///
  /// Hosts that failed together must not come back together, so a quarter is added or taken away;
  /// by how much is told from the run and the file, which makes a rehearsal the same every time.
  package func delay(
    afterFailure count: Int, retryAfter: Duration?, run: String, subject: String
  ) -> Duration {
    var delay = firstDelay
    for _ in 1..<max(1, min(count, 32)) { delay = min(delay * 2, longestDelay) }
    let digits = Digest(of: "\(run) \(subject) \(count)").hexadecimal.prefix(4)
    let share = Int(digits, radix: 16) ?? 0
    // From 3/4 to 5/4, in thousandths.
    delay = .milliseconds(delay.wholeMilliseconds * Int64(750 + share * 500 / 0xFFFF) / 1000)
    return max(delay, min(retryAfter ?? .zero, longestRetryAfter))
  }
}
