internal import ConvergeCore
internal import ConvergeLedger

/// A ledger on a simulated machine: every commit is a step, before which the machine may stop, and
/// a power cut drops commits that were not durable.
struct SimulatedLedger: Ledger {
  /// What a mutant of converge would forget.
  enum Mutation { case none, durability, owed }

  let machine: SimulatedHost
  let memory = MemoryLedger()
  let mutation: Mutation

  func snapshot(forManifest name: String) async throws(HostError) -> LedgerSnapshot {
    try machine.requireRunning("read the ledger")
    return try await memory.snapshot(forManifest: name)
  }

  func commit(_ changes: [LedgerChange], durably: Bool) async throws(HostError) {
    try machine.step("ledger \(durably ? "durable" : "commit")")
    var changes = changes
    if mutation == .owed {
      changes.removeAll { if case .owe = $0 { true } else { false } }
    }
    try await memory.commit(changes, durably: durably && mutation != .durability)
    // A stop right after a commit is another moment than one before the next change.
    try machine.step("ledger \(durably ? "durable" : "commit") done")
  }

  func runs(limit: Int) async throws(HostError) -> [RunRecord] {
    try await memory.runs(limit: limit)
  }

  func report(ofRun id: String) async throws(HostError) -> String? {
    try await memory.report(ofRun: id)
  }
}
