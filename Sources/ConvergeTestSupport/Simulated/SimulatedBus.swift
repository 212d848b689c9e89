package import ConvergeCore

/// A service on the simulated bus.
package protocol SimulatedBusService: Sendable {
  /// Answers a method call; calls `machine.step` before each change.
  func answer(
    _ call: BusCall, on machine: SimulatedHost
  ) throws(HostError) -> [BusValue]
  /// As `answer`, for a method that starts a job: the body of the signal that ends it.
  func job(
    _ call: BusCall, until end: BusJobEnd, on machine: SimulatedHost
  ) throws(HostError) -> [BusValue]
}

extension SimulatedBusService {
  package func job(
    _ call: BusCall, until end: BusJobEnd, on machine: SimulatedHost
  ) throws(HostError) -> [BusValue] {
    throw HostError(.other, "call", call.member, because: "it starts no job")
  }
}

/// Dispatches to the services by destination; without one, nobody answers.
package struct SimulatedBus: SystemBus {
  let machine: SimulatedHost

  package func call(
    _ calls: [BusCall], timeout: Duration
  ) async -> [Result<[BusValue], HostError>] {
    await machine.pause()
    return calls.map { call in
      Result { () throws(HostError) in try service(of: call).answer(call, on: machine) }
    }
  }

  package func perform(
    _ calls: [BusCall], until end: BusJobEnd, timeout: Duration
  ) async -> [Result<[BusValue], HostError>] {
    await machine.pause()
    return calls.map { call in
      Result { () throws(HostError) in
        try service(of: call).job(call, until: end, on: machine)
      }
    }
  }

  private func service(of call: BusCall) throws(HostError) -> any SimulatedBusService {
    try machine.requireRunning("call \(call.member)")
    guard let service = machine.withState({ $0.busServices[call.destination] }) else {
      throw HostError(
        .unavailable, "call", call.destination, because: "nobody answers on the system bus")
    }
    return service
  }
}
