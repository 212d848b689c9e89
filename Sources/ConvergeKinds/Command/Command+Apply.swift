package import ConvergeCore
internal import ConvergeSystems

extension Command {
  package static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    var results: [Result<Effect, HostError>] = []
    for planned in batch {
      let command = planned.resource
      // One that only may be needed is asked again: what ran before it has ended.
      if case .unknown = planned.verdict, await !command.isNeeded(on: host) {
        results.append(.success(Effect(isChange: false)))
        continue
      }
      let ended = await command.run(timeout: planned.timeout, in: run, on: host)
      results.append(
        ended.map { Effect(isChange: $0 == .changed || command.occasion == .need) })
    }
    return results
  }

  /// Runs it, unless it has run in this apply already, at the same turn and so after all causes.
  package static func refresh(
    _ batch: [Owed<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Delivery, HostError>] {
    var results: [Result<Delivery, HostError>] = []
    for owed in batch {
      let command = owed.resource
      if owed.state.onlyIf == false {
        results.append(.success(.notRunning))
      } else if run.once.hasBegun(command.mark) {
        results.append(.success(.delivered(messages: [Message.hasRun])))
      } else {
        let ended = await command.run(timeout: owed.timeout, in: run, on: host)
        results.append(ended.map { _ in .delivered() })
      }
    }
    return results
  }

  private var mark: String { "ran \(identity)" }

  private func isNeeded(on host: Host) async -> Bool {
    guard case .success(let state)? = await Self.observe([self], on: host).first else {
      return true
    }
    return plan(from: state, last: nil, in: PredictedHost()) != .inSync
  }

  private func run(
    timeout: Duration, in run: RunContext, on host: Host
  ) async -> Result<Meaning, HostError> {
    let launcher: ProgramLauncher
    switch ProgramLauncher.make(
      for: "command '\(label)'", surroundings, timeout: timeout, on: host)
    {
    case .success(let made): launcher = made
    case .failure(let failure): return .failure(failure.obstacle.error)
    }
    do throws(HostError) {
      let result = try await host.processes.run(
        launcher.invocation(arguments, timeout: timeout))
      let meaning = try meaning(of: result, timeout: timeout)
      _ = run.once.begin(mark)
      return .success(meaning)
    } catch {
      return .failure(error)
    }
  }

  private func meaning(
    of result: ProcessResult, timeout: Duration
  ) throws(HostError) -> Meaning {
    let said = ProgramOutput(result, hiding: surroundings.secrets).lastLines
    switch result.end {
    case .exited(let status):
      let meaning = meanings[status] ?? .failed
      guard meaning == .failed else { return meaning }
      throw Message.failed(label, "it ended with exit status \(status)", said)
    case .signalled(let signal):
      throw Message.failed(label, "signal \(signal) ended it", said)
    case .timedOut:
      throw Message.timedOut(label, timeout, said)
    }
  }
}

private enum Message {
  static let hasRun = "it has run in this apply already, after all that it is refreshed for"
  static func failed(_ label: String, _ how: String, _ said: String?) -> HostError {
    HostError(
      .failed, "run", "command '\(label)'", because: said.map { "\(how): \($0)" } ?? how)
  }
  static func timedOut(_ label: String, _ timeout: Duration, _ said: String?) -> HostError {
    let how = "it did not end within \(timeout.wholeMilliseconds / 1000) s and was stopped"
    return HostError(
      .timedOut, "run", "command '\(label)'", because: said.map { "\(how): \($0)" } ?? how,
      remedy: "set a longer 'timeout'")
  }
}
