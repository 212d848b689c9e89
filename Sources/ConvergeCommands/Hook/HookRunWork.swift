internal import ConvergeCore
internal import ConvergeExtension
internal import ConvergeHooks
internal import ConvergeHost

/// Settings, from their text to what has come of them.
struct HookRunWork: Sendable {
  let verb: HookRunVerb
  let place: HandlerPlace

  /// - Throws: `Stop` where they are wrong, or nothing of them could be tried.
  func perform() async throws -> HookRunResult {
    do { return try await attempt() } catch let stop as Stop {
      // No status stays as it was before, whatever it is that fails.
      let isTold = [.invalidManifest, .locked, .interrupted].contains(stop.status)
      if !isTold, let status = place.status {
        let why = stop.message?.replacing("error: ", with: "") ?? ""
        try? HandlerStatus.refused(code: Self.platformCode, why, isRunCommand: false).write(
          to: status.name, in: status.folder, on: LocalHost().host)
      }
      throw stop
    }
  }

  /// Of what is not for whoever wrote the settings to put right.
  static let platformCode = -1

  private func attempt() async throws -> HookRunResult {
    let reading = await SettingsReading(verb: verb, place: place, host: LocalHost().host).read()
    // Without a handler nobody is told but whoever called us, and nothing is made.
    if place.status == nil, case .failure(let failure) = reading { throw failure.stop }
    let policy = try HookRunPolicy.read(verb.hostConfiguration, verb.color)
    let directory = try verb.state.directory()
    let area = try prepared { () throws(HostError) in try directory.prepare().path } + "/hooks"
    let local = LocalHost(hookArea: area)
    do {
      let folder = HookFolder(of: place.label, in: area)
      let result = try await perform(reading, policy, on: local.host, in: folder)
      await local.close()
      return result
    } catch {
      await local.close()
      throw error
    }
  }

  private func perform(
    _ reading: Result<ExtensionSettings, SettingsFailure>, _ policy: ScriptPolicy,
    on host: Host, in folder: HookFolder
  ) async throws -> HookRunResult {
    // As long as this lives, nobody else runs settings of this name.
    let own = try prepared { () throws(HostError) in
      try StateDirectory(path: folder.path).prepare()
    }
    let lock = try HookRunLock(own, timeout: verb.lock.timeout)
    defer { withExtendedLifetime(lock) {} }
    if let older = try superseded(folder, host) { return older }
    switch reading {
    case .failure(let failure):
      try tell(failure, on: host)
      throw failure.stop
    case .success(let settings):
      let key = try prepared { () throws(HostError) in try KeyFile(in: own).key() }
      let task = ExtensionTask(settings, label: place.label, keyedWith: key)
      return try await run(task, policy, in: folder, on: host)
    }
  }

  private func run(
    _ task: ExtensionTask, _ policy: ScriptPolicy, in folder: HookFolder, on host: Host
  ) async throws -> HookRunResult {
    let settings = task.settings
    var surroundings = ExtensionRun.Surroundings()
    surroundings.policy = policy
    surroundings.isInterrupted = { Interruption.isAsked }
    surroundings.leavesItRunning = settings.isAsynchronous && !verb.wait
    if !verb.quiet {
      surroundings.progress = { Console.error.write("\(task.label): \($0)\n") }
    }
    surroundings.begins = { [status = place.status] () throws(HostError) in
      guard let status else { return }
      try HandlerStatus.begins(settings.form).write(
        to: status.name, in: status.folder, on: host)
    }
    let outcome: ExtensionOutcome
    do throws(HostError) {
      var run = ExtensionRun(
        task, in: folder, on: host, for: Self.newID(on: host), surroundings)
      outcome = try await run.perform()
      if let status = place.status {
        try HandlerStatus(outcome, of: settings).write(
          to: status.name, in: status.folder, on: host)
      }
    } catch {
      throw Stop(error.reason == .denied ? .denied : .notWritable, error)
    }
    return HookRunResult(
      label: place.label, sequence: place.sequence, outcome: outcome, notes: settings.notes,
      isAsynchronous: settings.isAsynchronous, exitStatus: exitStatus(outcome, settings))
  }

  private static func newID(on host: Host) -> RunID {
    RunID("\(timestamp(host.clock.now()))-\(RandomBytes.hexadecimal(digits: 4))")
  }

  private func exitStatus(
    _ outcome: ExtensionOutcome, _ settings: ExtensionSettings
  ) -> ExitStatus? {
    if outcome.way == .goesOn, Interruption.isAsked { return .interrupted }
    if outcome.isSuccess { return nil }
    // Whoever calls a handler takes its failure for the deployment's.
    if place.status != nil, outcome.way == .ended, !settings.failsDeployment { return nil }
    return .incomplete
  }

  /// Writes down the sequence number; what has come of it where a higher one was seen.
  private func superseded(_ folder: HookFolder, _ host: Host) throws -> HookRunResult? {
    guard let sequence = place.sequence else { return nil }
    let file = SequenceFile(of: folder, on: host)
    let highest = try prepared { () throws(HostError) in try file.highest() }
    if let highest, highest > sequence {
      let outcome = ExtensionOutcome(
        .superseded(by: highest), message: Message.superseded(sequence, highest))
      // What has come of it before stays; only what would never end is ended.
      if let status = place.status,
        HandlerStatus.isTransitioning(status.name, in: status.folder, on: host)
      {
        try prepared { () throws(HostError) in
          try HandlerStatus.refused(
            code: 1, Message.superseded(sequence, highest), isRunCommand: false
          ).write(to: status.name, in: status.folder, on: host)
        }
      }
      return HookRunResult(
        label: place.label, sequence: sequence, outcome: outcome, notes: [],
        isAsynchronous: false, exitStatus: nil)
    }
    if highest != sequence {
      try prepared { () throws(HostError) in try file.write(sequence) }
    }
    return nil
  }

  private func tell(_ failure: SettingsFailure, on host: Host) throws {
    guard let status = place.status else { return }
    do throws(HostError) {
      try HandlerStatus.refused(
        code: failure.code, failure.summary, isRunCommand: failure.isRunCommand
      ).write(to: status.name, in: status.folder, on: host)
    } catch {
      throw Stop(error.reason == .denied ? .denied : .notWritable, error)
    }
  }

  private func prepared<T>(_ body: () throws(HostError) -> T) throws -> T {
    do throws(HostError) { return try body() } catch {
      throw Stop(error.reason == .denied ? .denied : .notWritable, error)
    }
  }
}

private enum Message {
  static func superseded(_ sequence: Int, _ highest: Int) -> String {
    "settings \(sequence) are older than \(highest), which have been seen: nothing runs"
  }
}
