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
    let voice = HandlerVoice(place: place, host: LocalHost().host)
    do {
      return try await attempt()
    } catch let failure as SettingsFailure {
      throw failure.stop
    } catch let stop as Stop {
      // No status stays as it was before, whatever it is that fails.
      let why = stop.message?.replacing("error: ", with: "") ?? ""
      if [.locked, .interrupted].contains(stop.status) {
        voice.log("not tried: \(why)")
      } else {
        try? voice.refuse(code: Self.platformCode, why, isRunCommand: false)
      }
      throw stop
    }
  }

  /// Of what is not for whoever wrote the settings to put right.
  static let platformCode = -1
  /// Of what the policy does not let run.
  private static let policyCode = 80

  private func attempt() async throws -> HookRunResult {
    let reading = await SettingsReading(verb: verb, place: place, host: LocalHost().host).read()
    // Without a handler nobody is told but whoever called us, and nothing is made.
    if place.status == nil, case .failure(let failure) = reading { throw failure.stop }
    var policy = try HookRunPolicy.read(verb.hostConfiguration, verb.color)
    if let handler = place.handler {
      do throws(HostError) {
        if let more = try RuntimePolicy.read(in: handler.configFolder, on: LocalHost().host) {
          policy = policy.narrowed(by: more)
        }
      } catch {
        try refuse(by: error)
      }
    }
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
    let own = try prepared { () throws(HostError) in
      try StateDirectory(path: folder.path).prepare()
    }
    let lock = try await lock(own, reading, in: folder, on: host)
    defer { withExtendedLifetime(lock) {} }
    if let older = try superseded(folder, host) { return older }
    switch reading {
    case .failure(let failure):
      try prepared { () throws(HostError) in
        try HandlerVoice(place: place, host: host).refuse(
          code: failure.code, failure.summary, isRunCommand: failure.isRunCommand)
      }
      throw failure
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
    let voice = HandlerVoice(place: place, host: host)
    let running = RunningStatus(voice, of: settings)
    surroundings.begins = { () throws(HostError) in try voice.begins(settings.form) }
    surroundings.runs = { running.look(at: $0, in: $1) }
    let outcome: ExtensionOutcome
    do throws(HostError) {
      var run = ExtensionRun(
        task, in: folder, on: host, for: Self.newID(on: host), surroundings)
      outcome = try await run.perform()
      try voice.tell(outcome, of: settings)
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
          try HandlerVoice(place: place, host: host).refuse(
            code: 1, Message.superseded(sequence, highest), isRunCommand: false)
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

  /// As long as it lives nobody else runs settings of this name. Settings that end what runs do not
  /// wait for that.
  private func lock(
    _ own: StateDirectory, _ reading: Result<ExtensionSettings, SettingsFailure>,
    in folder: HookFolder, on host: Host
  ) async throws -> HookRunLock {
    let highest = try prepared { () throws(HostError) in
      try SequenceFile(of: folder, on: host).highest()
    }
    let isOld = highest.map { $0 > place.sequence ?? $0 } ?? false
    guard case .success(let settings) = reading, settings.endsWhatRuns, !isOld else {
      return try HookRunLock(own, timeout: verb.lock.timeout)
    }
    return try await HookRunLock.takenOver(own, timeout: verb.lock.timeout) {
      do throws(HostError) { try await ExtensionRun.askToEnd(in: folder, on: host) } catch {
        throw Stop(error.reason == .denied ? .denied : .notWritable, error)
      }
    }
  }

  /// The platform's agent has a policy that cannot be followed.
  private func refuse(by error: HostError) throws -> Never {
    try prepared { () throws(HostError) in
      try HandlerVoice(place: place, host: LocalHost().host).refuse(
        code: Self.policyCode, "\(error)", isRunCommand: false)
    }
    throw SettingsFailure(
      stop: Stop(.badConfiguration, error), code: Self.policyCode, summary: "\(error)",
      isRunCommand: false)
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
