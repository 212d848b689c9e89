package import ConvergeCore

/// Virtual time: a step takes a microsecond, a sleep takes no real time.
package struct SimulatedClock: HostClock {
  let machine: SimulatedHost

  package func now() -> HostInstant {
    machine.withState {
      HostInstant(
        wallNanoseconds: $0.wallNanoseconds, monotonicNanoseconds: $0.monotonicNanoseconds)
    }
  }

  package var bootID: String {
    let digits = String(machine.withState { $0.boots }, radix: 16)
    return "00000000-0000-4000-8000-" + String(repeating: "0", count: 12 - digits.count) + digits
  }

  package func sleep(for duration: Duration) async throws(HostError) {
    try machine.requireRunning("sleep")
    if Task.isCancelled {
      throw HostError(.interrupted, "wait", "\(duration)", because: "the run was ended")
    }
    machine.advance(by: duration)
    await machine.pause()
  }
}
