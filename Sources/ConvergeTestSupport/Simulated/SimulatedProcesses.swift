package import ConvergeCore

/// A program of the simulated machine.
package protocol SimulatedProgram: Sendable {
  /// Runs to the end. It calls `machine.step` before each change, and `machine.advance` for the
  /// time that it takes; what takes longer than the invocation's timeout has timed out.
  func run(
    _ invocation: Invocation, on machine: SimulatedHost
  ) throws(HostError) -> ProcessResult
}

/// Runs what is registered at a path where an executable file stands.
package struct SimulatedProcesses: ProcessRunner {
  let machine: SimulatedHost

  package func run(_ invocation: Invocation) async throws(HostError) -> ProcessResult {
    let name = invocation.arguments.first ?? ""
    try machine.requireRunning("run \(name)")
    guard try machine.files.status(invocation.directory)?.type == .directory else {
      throw HostError(
        .notFound, "run", name, because: "there is no directory '\(invocation.directory)'")
    }
    let program = try program(of: invocation)
    let begin = machine.host.clock.now().monotonicNanoseconds
    await machine.pause()
    let result = try run(program, invocation)
    let tookNanoseconds = machine.host.clock.now().monotonicNanoseconds - begin
    if Duration.nanoseconds(Int64(tookNanoseconds)) > invocation.timeout {
      return ProcessResult(end: .timedOut, output: result.output, error: result.error)
    }
    return result
  }

  /// A program whose change fails says so and ends.
  private func run(
    _ program: any SimulatedProgram, _ invocation: Invocation
  ) throws(HostError) -> ProcessResult {
    let name = invocation.arguments.first?.split(separator: "/").last.map(String.init) ?? ""
    do throws(HostError) {
      let result = try machine.run(program: name) { () throws(HostError) in
        try program.run(invocation, on: machine)
      }
      try machine.requireRunning("hear of \(name)")
      return result
    } catch {
      if machine.isStopped { throw error }
      return ProcessResult(
        end: .exited(name.hasPrefix("apt") ? 100 : 1), output: [],
        error: Array("E: \(error.operation) \(error.subject): \(error.because)\n".utf8))
    }
  }

  private func program(of invocation: Invocation) throws(HostError) -> any SimulatedProgram {
    let name = invocation.arguments.first ?? ""
    let candidates =
      name.contains("/")
      ? [name]
      : (invocation.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    for candidate in candidates {
      guard let path = try machine.files.resolve(candidate),
        let status = try machine.files.status(path), status.type == .file
      else { continue }
      guard status.mode & 0o111 != 0 else {
        throw HostError(.denied, "run", candidate, because: "it is not executable")
      }
      let program = machine.withState { $0.programs[path] ?? $0.programs[candidate] }
      guard let program else {
        throw HostError(.other, "run", candidate, because: "no simulation of it is installed")
      }
      return program
    }
    throw HostError(.notFound, "run", name, because: "there is no such program")
  }
}
