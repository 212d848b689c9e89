package import ConvergeCore

extension Systemd {
  /// Lets systemd do `jobs` at the same time, in the order that the units themselves ask for, and
  /// waits for the end of each.
  ///
  /// A unit that failed before is given its full number of attempts again.
  ///
  /// A unit that somebody is stopping is let stop first: a start amid its stop would cancel that job,
  /// which fails whoever waits for it, as a package's removal does.
  ///
  /// - Parameter timeout: of all of them; a job that is not over by then goes on, and is an error.
  package func perform(
    _ jobs: [UnitJob], timeout: Duration
  ) async -> [Result<Void, HostError>] {
    guard !jobs.isEmpty else { return [] }
    let timeout = timeout - (await letStop(jobs.filter { $0.task != .stop }.map(\.name), timeout))
    let forgiven = jobs.filter { $0.task != .stop }
      .map { Self.manager("ResetFailedUnit", [.text($0.name.description)]) }
    // Either may be refused without harm: we have subscribed before, the unit is not loaded.
    _ = await host.bus.call([Self.manager("Subscribe")] + forgiven, timeout: Self.answerTimeout)
    let end = BusJobEnd(
      path: Self.managerPath, interface: Self.managerInterface, member: "JobRemoved",
      jobArgument: 1)
    let others = jobs.filter { !$0.endsProcess || !isOwn($0.name) }
    let ends = await host.bus.perform(others.map(\.call), until: end, timeout: timeout)
    var results: [UnitJob: Result<Void, HostError>] = [:]
    for (job, end) in zip(others, ends) { results[job] = await verdict(on: job, end, timeout) }
    for job in jobs where results[job] == nil { results[job] = await ask(for: job) }
    return jobs.map { results[$0] ?? .success(()) }
  }

  /// Waits until none of these units is on its way down, as long as there is time.
  ///
  /// - Returns: how long that took.
  private func letStop(_ names: [UnitName], _ patience: Duration) async -> Duration {
    var waited: Duration = .zero
    var pause: Duration = .milliseconds(10)
    while waited < patience {
      let states = await states(of: names)
      guard states.contains(where: { (try? $0.get())?.activeState == "deactivating" }),
        (try? await host.clock.sleep(for: pause)) != nil
      else { break }
      waited += pause
      pause = min(pause * 2, .milliseconds(500))
    }
    return min(waited, patience)
  }

  /// Asks for a job that ends this very process, and does not wait: whoever waits for its own end
  /// holds it up. It is begun by the time of the answer, and what comes after it is the next start's.
  private func ask(for job: UnitJob) async -> Result<Void, HostError> {
    let answers = await host.bus.call([job.call], timeout: Self.answerTimeout)
    return answers.first?.map { _ in () }
      .mapError { $0.restated(job.task.rawValue, job.name.description) } ?? .success(())
  }

  /// Whether we run in that unit, as cgroups(7) name it.
  package func isOwn(_ name: UnitName) -> Bool {
    guard let bytes = try? host.files.read("/proc/self/cgroup", limitBytes: 64 << 10) else {
      return false
    }
    return String(decoding: bytes, as: UTF8.self).split(separator: "\n").contains {
      $0.split(separator: "/").last.map(String.init) == name.description
    }
  }

  private func verdict(
    on job: UnitJob, _ end: Result<[BusValue], HostError>, _ timeout: Duration
  ) async -> Result<Void, HostError> {
    switch end {
    case .success(let signal):
      let result = signal.last?.text ?? ""
      if result == "done" { return .success(()) }
      return .failure(await failure(of: job, because: Message.jobEnded(result)))
    case .failure(let error) where error.reason == .timedOut:
      return .failure(
        HostError(
          .timedOut, job.task.rawValue, job.name.description,
          because: Message.stillRunning(timeout), remedy: Message.raiseTimeout))
    case .failure(let error):
      return .failure(error.restated(job.task.rawValue, job.name.description))
    }
  }

  /// A unit's failure with how its process ended and the last it said.
  package func failure(of job: UnitJob, because reason: String) async -> HostError {
    let answers = await host.bus.call(
      ["Result", "ExecMainCode", "ExecMainStatus"].map { Self.property($0, of: job.name) },
      timeout: Self.answerTimeout
    ).map { (try? $0.get())?.first }
    var because = reason
    if let result = answers.first??.text, result != "success" { because += " (\(result))" }
    if answers.count == 3, let code = answers[1]?.number, let status = answers[2]?.number,
      let ended = Message.processEnded(code: code, status: status)
    {
      because += ", \(ended)"
    }
    let lines = await lastLines(of: job.name)
    if !lines.isEmpty { because += Message.journal(lines) }
    return HostError(
      .failed, job.task.rawValue, job.name.description, because: because,
      remedy: lines.isEmpty ? Message.look(job.name) : nil)
  }

  /// The last ten lines that the unit wrote to the journal; none where that cannot be asked.
  private func lastLines(of name: UnitName) async -> [String] {
    var invocation = Invocation(
      [
        "journalctl", "--unit", name.description, "--lines", "10", "--output", "cat",
        "--no-pager", "--quiet", "--boot",
      ], timeout: .seconds(5))
    invocation.outputLimitBytes = 16 << 10
    guard let result = try? await host.processes.run(invocation), result.succeeded else {
      return []
    }
    return String(decoding: result.output, as: UTF8.self).split(whereSeparator: \.isNewline)
      .suffix(10).map { String($0.prefix(200)) }
  }
}

extension BusValue {
  /// A signed or unsigned integer, through a variant.
  fileprivate var number: Int64? {
    switch self {
    case .int32(let number): Int64(number)
    case .int64(let number): number
    case .variant(let inner): inner.number
    default: unsigned.flatMap { Int64(exactly: $0) }
    }
  }
}

private enum Message {
  static let raiseTimeout = "give it a longer 'timeout' if it needs one"

  static func look(_ name: UnitName) -> String {
    "'systemctl status \(name)' and 'journalctl --unit \(name)' tell more"
  }

  static func stillRunning(_ timeout: Duration) -> String {
    "it is not over after \(timeout.components.seconds) s"
  }

  /// The results of a job (org.freedesktop.systemd1(5), JobRemoved).
  static func jobEnded(_ result: String) -> String {
    switch result {
    case "failed": "it failed"
    case "timeout": "it took longer than its unit allows"
    case "dependency": "a unit that it requires failed"
    case "canceled": "somebody cancelled it"
    case "skipped": "it cannot be done in the state that the unit is in"
    case "assert": "an assertion in its unit does not hold"
    default: "systemd's job ended as '\(result)'"
    }
  }

  /// How a main process ended, by the codes of waitid(2).
  static func processEnded(code: Int64, status: Int64) -> String? {
    switch code {
    case 1 where status != 0: "exit status \(status)"
    case 2: "killed by signal \(status)"
    case 3: "killed by signal \(status), core dumped"
    default: nil
    }
  }

  static func journal(_ lines: [String]) -> String {
    ", its last words:" + lines.map { "\n  | \($0)" }.joined()
  }
}
