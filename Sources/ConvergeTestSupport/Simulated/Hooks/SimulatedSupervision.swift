package import ConvergeCore

/// Runs programs of the simulated machine as a supervisor does: it is another process than whoever
/// asks for it, and goes on where only that one is killed.
///
/// A run takes all of its time within `start`.
package struct SimulatedSupervision: Supervision {
  let machine: SimulatedHost

  package var area: String { "/var/lib/converge/hooks" }

  package func start(_ run: SupervisedRun) async throws(HostError) -> SupervisedStart {
    try machine.requireRunning("start \(run.label)")
    let clock = machine.host.clock
    let start = SupervisedStart(
      process: 4242, startTicks: clock.now().monotonicNanoseconds / 10_000_000,
      bootID: clock.bootID, at: timestamp(clock.now()))
    await machine.pause()
    _ = try machine.run(program: "supervisor") { () throws(HostError) in
      try write(start.json, to: "\(run.directory)/started")
      let end = try end(of: run)
      try write(end.json, to: "\(run.directory)/ended")
      return ProcessResult(end: .exited(0), output: [], error: [])
    }
    try machine.requireRunning("hear of \(run.label)")
    return start
  }

  package func start(in directory: String) async throws(HostError) -> SupervisedStart? {
    try machine.requireRunning("look for a start in \(directory)")
    guard try machine.files.status("\(directory)/started") != nil else { return nil }
    return SupervisedStart(json: try machine.files.read("\(directory)/started", limitBytes: 4096))
  }

  /// What runs has ended by the time that anybody could ask.
  package func stop(_ start: SupervisedStart) async throws(HostError) {
    try machine.requireRunning("stop what is left of \(start.process)")
  }

  package func isAlive(_ start: SupervisedStart) -> Bool { false }

  package func wait(
    for start: SupervisedStart, in directory: String,
    progress: @escaping @Sendable (String) -> Void, goesOn: @escaping @Sendable () -> Bool
  ) async throws(HostError) -> Bool {
    try machine.requireRunning("wait for \(directory)")
    return true
  }

  private func end(of run: SupervisedRun) throws(HostError) -> SupervisedEnd {
    let began = machine.host.clock.now().monotonicNanoseconds
    var end: SupervisedEnd
    do throws(HostError) {
      let result = try result(of: run)
      let took = machine.host.clock.now().monotonicNanoseconds - began
      end = SupervisedEnd(
        way(of: result, took: took, run), at: timestamp(machine.host.clock.now()),
        durationMilliseconds: Int64(took / 1_000_000))
      end.output = stream(result.output, run.secrets)
      end.error = stream(result.error, run.secrets)
    } catch {
      if machine.isStopped { throw error }
      end = SupervisedEnd(
        .notStarted(error.because), at: timestamp(machine.host.clock.now()),
        durationMilliseconds: 0)
    }
    return end
  }

  private func way(
    of result: ProcessResult, took nanoseconds: UInt64, _ run: SupervisedRun
  ) -> SupervisedEnd.Way {
    if Duration.nanoseconds(Int64(nanoseconds)) > run.timeout { return .timedOut }
    return switch result.end {
    case .exited(let status): .exited(status)
    case .signalled(let signal): .signalled(signal)
    case .timedOut: .timedOut
    }
  }

  private func result(of run: SupervisedRun) throws(HostError) -> ProcessResult {
    var invocation = Invocation(
      try arguments(of: run), environment: run.environment, timeout: run.timeout)
    invocation.user = run.user
    invocation.directory = run.workingDirectory
    let name = invocation.arguments.first ?? ""
    let paths =
      name.contains("/")
      ? [name]
      : (run.environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
    for path in paths {
      guard let resolved = try machine.files.resolve(path),
        let program = machine.withState({ $0.programs[resolved] ?? $0.programs[path] })
      else { continue }
      return try program.run(invocation, on: machine)
    }
    throw HostError(.notFound, "run", name, because: "there is no program '\(name)'")
  }

  /// A script that stands in its directory is given to the shell.
  private func arguments(of run: SupervisedRun) throws(HostError) -> [String] {
    let name = run.arguments.last ?? ""
    let path = name.hasPrefix("./") ? "\(run.workingDirectory)/\(name.dropFirst(2))" : name
    guard path.hasPrefix("\(run.directory)/") else { return run.arguments }
    let text = String(decoding: try machine.files.read(path, limitBytes: 1 << 20), as: UTF8.self)
    let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#!") }
    return ["sh", "-c", lines.joined(separator: "\n")]
  }

  private func stream(_ bytes: [UInt8], _ secrets: [[UInt8]]) -> SupervisedEnd.Stream {
    var text = String(decoding: bytes, as: UTF8.self)
    for secret in secrets {
      text = text.replacing(String(decoding: secret, as: UTF8.self), with: "(sensitive)")
    }
    var stream = SupervisedEnd.Stream()
    stream.totalBytes = Int64(text.utf8.count)
    stream.sha256 = String(Digest(of: text).description.dropFirst("sha256:".count))
    stream.first = String(text.prefix(4096))
    stream.last = text.count > 4096 ? String(text.suffix(4096)) : ""
    return stream
  }

  private func write(_ text: String, to path: String) throws(HostError) {
    try machine.files.stage(
      Candidate(
        content: Array(text.utf8), mode: 0o600, owner: FileOwner(user: nil, group: nil),
        likeness: nil), at: path)
    try machine.files.syncDirectory(of: path)
  }
}
