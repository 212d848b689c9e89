/// How long to wait before another attempt: twice as long each time, and not all hosts at once.
package struct Backoff: Sendable, Equatable {
  package var first: Duration = .seconds(2)
  package var longest: Duration = .seconds(600)

  package init() {}

  /// - Parameters:
  ///   - failures: how many attempts have failed, from one.
  ///   - asked: what the other side wants at least.
  ///   - random: from 0 to 1; which part of the second half is waited.
  package func delay(after failures: Int, asked: Duration? = nil, random: Double) -> Duration {
    var delay = first
    for _ in 1..<max(2, min(failures, 32)) where failures > 1 && delay < longest { delay *= 2 }
    let own = min(delay, longest) * (0.5 + min(max(random, 0), 1) / 2)
    return max(own, min(asked ?? .zero, .seconds(3600)))
  }
}
