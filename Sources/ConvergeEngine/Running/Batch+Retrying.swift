internal import ConvergeCore

/// When something that failed is tried again (`retry`).
extension Batch {
  /// How long an interruption may go unnoticed.
  private static let patience = Duration.milliseconds(200)

  /// Those of `pending` that may be tried again, once their delay has passed; none where the run is
  /// interrupted meanwhile.
  func retrying(_ pending: [Int], after attempts: Int, _ turns: inout [Turn]) async -> [Int] {
    let retrying = pending.filter {
      turns[$0].ending.result.error != nil && common(turns[$0]).retry.attempts > attempts
    }
    guard !retrying.isEmpty else { return [] }
    let delays = retrying.map { common(turns[$0]).retry.delay(afterAttempts: attempts) }
    if await passes(delays.max() ?? .zero) { return retrying }
    for position in retrying { turns[position].ending.isCutShort = true }
    return []
  }

  /// Lets time pass.
  ///
  /// - Returns: whether the run goes on after it.
  private func passes(_ delay: Duration) async -> Bool {
    var left = delay
    while left > .zero, !engine.options.isInterrupted() {
      let slice = min(left, Self.patience)
      do throws(HostError) { try await engine.host.clock.sleep(for: slice) } catch { return false }
      left -= slice
    }
    return !engine.options.isInterrupted()
  }
}
