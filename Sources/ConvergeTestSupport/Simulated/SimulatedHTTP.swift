package import ConvergeCore

/// A service on a unix socket of the simulated machine.
package protocol SimulatedHTTPService: Sendable {
  /// Answers a request; calls `machine.step` before each change.
  func answer(
    _ request: HTTPRequest, on machine: SimulatedHost
  ) throws(HostError) -> HTTPResponse
}

/// Dispatches to the services by socket; without one, nobody answers.
package struct SimulatedHTTP: HTTPTransport {
  let machine: SimulatedHost

  package func send(_ request: HTTPRequest) async throws(HostError) -> HTTPResponse {
    await machine.pause()
    try machine.requireRunning("\(request.method) \(request.target)")
    guard let service = machine.withState({ $0.httpServices[request.socket] }) else {
      throw HostError(
        .unavailable, "connect to", request.socket, because: "nobody answers on the socket")
    }
    let response = try service.answer(request, on: machine)
    guard response.body.count <= request.limitBytes else {
      throw HostError(
        .tooLarge, "read", request.target, because: "more than \(request.limitBytes) bytes")
    }
    return response
  }
}
