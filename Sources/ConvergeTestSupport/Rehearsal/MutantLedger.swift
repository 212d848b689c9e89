internal import ConvergeCore
internal import ConvergeLedger

/// A ledger that forgets something, as a broken converge would.
struct MutantLedger: Ledger {
  enum Mutation { case none, durability, owed }

  let base: SimulatedLedger
  let mutation: Mutation

  func snapshot(forManifest name: String) async throws(HostError) -> LedgerSnapshot {
    try await base.snapshot(forManifest: name)
  }

  func commit(_ changes: [LedgerChange], durably: Bool) async throws(HostError) {
    let kept = changes.filter { change in
      if case .owe = change { mutation != .owed } else { true }
    }
    try await base.commit(kept, durably: durably && mutation != .durability)
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
