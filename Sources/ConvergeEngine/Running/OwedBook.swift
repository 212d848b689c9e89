internal import ConvergeCore
internal import ConvergeLedger

/// What is owed while a run goes on: what the ledger had, and what this run has added since.
struct OwedBook: Sendable {
  private struct Key: Hashable {
    let target: Identity
    let cause: Reference
  }

  private(set) var refreshes: [OwedRefresh]
  /// When the changes of this run that owe something had ended.
  private var ends: [Key: HostInstant] = [:]

  init(_ refreshes: [OwedRefresh]) { self.refreshes = refreshes }

  /// For whose changes `target` is owed a refresh, oldest first.
  func causes(of target: Identity) -> [Reference] {
    refreshes.filter { $0.target == target }.map(\.cause)
  }

  /// The moment after which a start of `target` has seen all that it is owed for.
  ///
  /// A change of an earlier run had ended before this one began.
  func lastEnd(for target: Identity, runStart: HostInstant) -> HostInstant {
    refreshes.filter { $0.target == target }
      .map { ends[Key(target: $0.target, cause: $0.cause)] ?? runStart }
      .max { $0.monotonicNanoseconds < $1.monotonicNanoseconds } ?? runStart
  }

  mutating func add(_ refresh: OwedRefresh, ended: HostInstant) {
    let key = Key(target: refresh.target, cause: refresh.cause)
    ends[key] = ended
    let isKnown = refreshes.contains { $0.target == refresh.target && $0.cause == refresh.cause }
    if !isKnown { refreshes.append(refresh) }
  }

  mutating func cross(_ target: Identity) { refreshes.removeAll { $0.target == target } }
}

extension HostInstant {
  /// Whether a start at `mark`, as told now, really came after this moment.
  ///
  /// On the wall clock only if that was not set in between: it then has moved with the monotonic
  /// one, but for a millisecond.
  func isBefore(_ mark: Mark, now: HostInstant) -> Bool {
    switch mark {
    case .monotonic(let nanoseconds): return nanoseconds > monotonicNanoseconds
    case .wall(let nanoseconds):
      let wall = now.wallNanoseconds - wallNanoseconds
      let steady = Int64(clamping: now.monotonicNanoseconds) - Int64(clamping: monotonicNanoseconds)
      let isSteady = abs(wall - steady) < 1_000_000
      return isSteady && nanoseconds > wallNanoseconds
    }
  }
}
