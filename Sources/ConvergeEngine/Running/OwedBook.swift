internal import ConvergeCore
internal import ConvergeLedger

/// What is owed while a run goes on: what the ledger had, and what this run has added since.
struct OwedBook: Sendable {
  private struct Key: Hashable {
    let target: Identity
    let cause: Reference
  }

  /// What each target is owed, oldest first.
  private var byTarget: [Identity: [OwedRefresh]] = [:]
  /// The targets in the order in which they were first owed something.
  private var targets: [Identity] = []
  /// When the changes of this run that owe something had ended.
  private var ends: [Key: HostInstant] = [:]
  private var known: Set<Key> = []

  init(_ refreshes: [OwedRefresh]) {
    for refresh in refreshes { add(refresh) }
  }

  /// All of it, by target.
  var refreshes: [OwedRefresh] { targets.flatMap { byTarget[$0] ?? [] } }

  /// For whose changes `target` is owed a refresh, oldest first.
  func causes(of target: Identity) -> [Reference] { (byTarget[target] ?? []).map(\.cause) }

  /// What `target` is owed, oldest first.
  func refreshes(of target: Identity) -> [OwedRefresh] { byTarget[target] ?? [] }

  /// The moment after which a start of `target` has seen all that it is owed for.
  ///
  /// A change of an earlier run had ended before this one began.
  func lastEnd(for target: Identity, runStart: HostInstant) -> HostInstant {
    (byTarget[target] ?? [])
      .map { ends[Key(target: $0.target, cause: $0.cause)] ?? runStart }
      .max { $0.monotonicNanoseconds < $1.monotonicNanoseconds } ?? runStart
  }

  mutating func add(_ refresh: OwedRefresh, ended: HostInstant) {
    ends[Key(target: refresh.target, cause: refresh.cause)] = ended
    add(refresh)
  }

  mutating func cross(_ target: Identity) {
    for refresh in byTarget[target] ?? [] {
      known.remove(Key(target: target, cause: refresh.cause))
    }
    byTarget[target] = []
  }

  private mutating func add(_ refresh: OwedRefresh) {
    guard known.insert(Key(target: refresh.target, cause: refresh.cause)).inserted else { return }
    if byTarget[refresh.target] == nil { targets.append(refresh.target) }
    byTarget[refresh.target, default: []].append(refresh)
  }
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
