internal import ConvergeCore
internal import ConvergeLedger
internal import Synchronization

/// A ledger that forgets something, as a broken converge would.
final class MutantLedger: Ledger {
  private let base: SimulatedLedger
  private let mutant: Mutant?
  /// What is owed and was not written down yet.
  private let late = Mutex<[LedgerChange]>([])

  init(_ base: SimulatedLedger, _ mutant: Mutant?) {
    self.base = base
    self.mutant = mutant
  }

  func snapshot(forManifest name: String) async throws(HostError) -> LedgerSnapshot {
    try await base.snapshot(forManifest: name)
  }

  func commit(_ changes: [LedgerChange], durably: Bool) async throws(HostError) {
    var kept = changes.filter { !isForgotten($0) }
    if mutant == .lateOwing {
      kept = late.withLock { late in
        let before = late
        late = kept.filter(\.isOwing)
        return kept.filter { !$0.isOwing } + before
      }
    }
    try await base.commit(kept, durably: durably && mutant != .durability)
  }

  private func isForgotten(_ change: LedgerChange) -> Bool {
    switch change {
    case .owe: mutant == .owing
    case .intend: mutant == .intents
    case .cross: mutant == .crossing
    default: false
    }
  }

  func runs(limit: Int) async throws(HostError) -> [RunRecord] {
    try await base.runs(limit: limit)
  }

  func report(ofRun id: String) async throws(HostError) -> String? {
    try await base.report(ofRun: id)
  }

  func hasEnding(_ name: String) async throws(HostError) -> Bool {
    try await base.hasEnding(name)
  }
}

extension LedgerChange {
  fileprivate var isOwing: Bool { if case .owe = self { true } else { false } }
}
