internal import ConvergeCore

extension SimulatedHost {
  /// The machine as a broken converge would use it.
  func host(of mutant: Mutant?) -> Host {
    let base = host
    var mutated = base
    if let mutant, [.overwriting, .hookJournal].contains(mutant) {
      mutated.files = MutantFiles(self, mutant)
    }
    if mutant == .daemonReload { mutated.bus = DeafBus(base: base.bus) }
    if mutant == .anyStart { mutated.clock = StandingClock(base: base.clock) }
    return mutated
  }
}

/// Nothing that it tells is later than any start.
private struct StandingClock: HostClock {
  let base: any HostClock

  func now() -> HostInstant { HostInstant(wallNanoseconds: 0, monotonicNanoseconds: 0) }
  var bootID: String { base.bootID }
  func sleep(for duration: Duration) async throws(HostError) { try await base.sleep(for: duration) }
}

/// Says yes to a daemon-reload, and does none.
private struct DeafBus: SystemBus {
  let base: any SystemBus

  func call(_ calls: [BusCall], timeout: Duration) async -> [Result<[BusValue], HostError>] {
    if calls.contains(where: { $0.member == "Reload" }) { return calls.map { _ in .success([]) } }
    return await base.call(calls, timeout: timeout)
  }

  func perform(
    _ calls: [BusCall], until end: BusJobEnd, timeout: Duration
  ) async -> [Result<[BusValue], HostError>] {
    await base.perform(calls, until: end, timeout: timeout)
  }
}
