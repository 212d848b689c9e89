package import ConvergeCore
package import ConvergeLedger

/// A ledger on a simulated machine: it stops with it, and loses with its power what was not synced.
///
/// A commit is a step, and a durable one has a second for its sync.
package struct SimulatedLedger: Ledger, SimulatedVolatile {
  private let machine: SimulatedHost
  private let memory = MemoryLedger()

  package init(on machine: SimulatedHost) {
    self.machine = machine
    machine.remember(self)
  }

  package func snapshot(forManifest name: String) async throws(HostError) -> LedgerSnapshot {
    try machine.requireRunning("read the ledger")
    return try await memory.snapshot(forManifest: name)
  }

  package func commit(_ changes: [LedgerChange], durably: Bool) async throws(HostError) {
    await machine.pause()
    try machine.step("commit to the ledger")
    try await memory.commit(changes, durably: false)
    guard durably else { return }
    try machine.step("sync the ledger")
    if !machine.forgets(.ledger) { try await memory.commit([], durably: true) }
  }

  package func runs(limit: Int) async throws(HostError) -> [RunRecord] {
    try machine.requireRunning("read the ledger")
    return try await memory.runs(limit: limit)
  }

  package func report(ofRun id: String) async throws(HostError) -> String? {
    try machine.requireRunning("read the ledger")
    return try await memory.report(ofRun: id)
  }

  package func hasEnding(_ name: String) async throws(HostError) -> Bool {
    try machine.requireRunning("read the ledger")
    return try await memory.hasEnding(name)
  }

  /// The log is written in order: what survives of the commits that nobody synced are the first.
  package func losePower(on machine: SimulatedHost) {
    var kept = 0
    while kept < memory.pendingCount, machine.survivesByLuck() { kept += 1 }
    memory.cutPower(keeping: kept)
  }

  package func boot(on machine: SimulatedHost) {}
}
