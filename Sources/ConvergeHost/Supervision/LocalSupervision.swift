internal import CLinux
package import ConvergeCore
internal import Glibc

/// Runs under supervisors of this host: processes of their own, in scopes of their own where systemd
/// is PID 1 and we are root.
package struct LocalSupervision: Supervision {
  package let area: String
  private let bus: any SystemBus
  private let program: String
  private let privateBase: String

  /// - Parameters:
  ///   - area: the directory below which hooks have theirs, absolute.
  ///   - bus: the system's, for scopes.
  ///   - program: that becomes a supervisor by its first argument: this one.
  ///   - privateBase: the directory below which runs have their private files, absolute; nil: the
  ///     usual one.
  package init(
    area: String, bus: any SystemBus, program: String = "/proc/self/exe",
    privateBase: String? = nil
  ) {
    self.area = area
    self.bus = bus
    self.program = program
    self.privateBase = privateBase ?? PrivateBase.usual()
  }

  package func start(_ run: SupervisedRun) async throws(HostError) -> SupervisedStart {
    try RunCheck.check(run)
    let scopes = HookScopes.areHere ? HookScopes(run, bus: bus) : nil
    guard scopes != nil || !run.limits.areAny else {
      throw HostError(
        .unavailable, "limit", run.label, because: Message.noLimits, remedy: Message.leaveOut)
    }
    let program = program
    let privateBase = privateBase
    let launch = try await blocking(run) { () throws(HostError) in
      try SupervisorLaunch(run, program: program)
    }
    try await scopes?.enclose(supervisor: launch.supervisor, killAfter: run.killAfter)
    let process = try await blocking(run) { () throws(HostError) in
      try launch.prepare(privateBase: privateBase)
    }
    try await scopes?.enclose(program: process, limits: run.limits, killAfter: run.killAfter)
    return try await blocking(run) { () throws(HostError) in
      try launch.release(inScope: scopes?.program)
    }
  }

  package func start(in directory: String) async throws(HostError) -> SupervisedStart? {
    let deadline = Monotonic.milliseconds() + Self.startMilliseconds
    while true {
      let opened = try RunDirectory(directory)
      // In this order: a supervisor that is gone writes nothing any more.
      let isGone = !opened.hasSupervisor
      if let start = opened.start { return start }
      if isGone { return nil }
      guard Monotonic.milliseconds() < deadline else {
        throw HostError(.timedOut, "wait for the start in", directory, because: Message.slow)
      }
      try await LocalClock().sleep(for: .milliseconds(20))
    }
  }

  package func isAlive(_ start: SupervisedStart) -> Bool {
    guard start.bootID == LocalClock().bootID, let status = ProcessStatus(start.process) else {
      return false
    }
    return status.startTicks == start.startTicks && !status.hasEnded
  }

  package func stop(_ start: SupervisedStart) async throws(HostError) {
    guard start.bootID == LocalClock().bootID else { return }
    guard isAlive(start) else {
      if let scope = start.scope { try await HookScopes.end(scope, on: bus) }
      return
    }
    let supervisor = ProcessTree.Member(process: start.process, startTicks: start.startTicks)
    ProcessTree.signal([supervisor], SIGTERM)
  }

  package func wait(
    for start: SupervisedStart, in directory: String,
    progress: @escaping @Sendable (String) -> Void, goesOn: @escaping @Sendable () -> Bool
  ) async throws(HostError) -> Bool {
    let cancelled: Wakeup
    do { cancelled = try Wakeup() } catch {
      throw SystemFailure.error(error.code, "wait for", directory)
    }
    let result = await withTaskCancellationHandler {
      await OwnThread.run { () -> Result<Bool, HostError> in
        Result { () throws(HostError) in
          var vigil = try Vigil(for: start, in: directory)
          return vigil.keep(
            isAlive: { isAlive(start) }, progress: progress, goesOn: goesOn,
            cancelled: cancelled.number)
        }
      }
    } onCancel: {
      cancelled.signal()
    }
    guard let result else { throw SystemFailure.error(EAGAIN, "wait for", directory) }
    return try result.get()
  }

  /// How long it may take a supervisor to start: it waits for no more than a disk.
  private static let startMilliseconds: Int64 = 60_000

  private func blocking<Answer: Sendable>(
    _ run: SupervisedRun, _ work: @escaping @Sendable () throws(HostError) -> Answer
  ) async throws(HostError) -> Answer {
    let result = await OwnThread.run { Result { () throws(HostError) in try work() } }
    guard let result else { throw SystemFailure.error(EAGAIN, "start", run.label) }
    return try result.get()
  }
}

private enum Message {
  static let noLimits = "there is no systemd that would hold it to its limits, or we are not root"
  static let leaveOut = "leave `limits` out, or run converge as root where systemd is PID 1"
  static let slow = "its supervisor is there, and has not started it for a minute"
}
