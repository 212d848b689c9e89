internal import ConvergeCore

/// Runs apt's and dpkg's programs, so that they never ask anything.
struct AptProgram: Sendable {
  let host: Host
  /// Of the whole attempt that the programs belong to.
  let timeout: Duration
  /// How long a lock that another process has is waited for.
  let patience: Duration
  /// Is told whom a lock is waited for.
  let progress: @Sendable (String) -> Void

  init(host: Host, timeout: Duration, progress: @escaping @Sendable (String) -> Void) {
    self.host = host
    self.timeout = timeout
    patience = min(timeout, .seconds(300))
    self.progress = progress
  }

  /// Runs a program that only reads.
  ///
  /// - Throws: `HostError`; `tooLarge` where it says more than is kept: what is missing could be the
  ///   removal that a simulation is run for; `timedOut` where it was stopped, since what it had said
  ///   by then is no refusal.
  func ask(_ arguments: [String]) async throws(HostError) -> ProcessResult {
    var invocation = invocation(arguments)
    invocation.outputLimitBytes = 16 << 20
    let result = try await host.processes.run(invocation)
    guard result.end != .timedOut else {
      throw HostError(.timedOut, "ask", arguments[0], because: Message.stopped)
    }
    guard result.droppedBytes == 0 else {
      throw HostError(
        .tooLarge, "read", "what \(arguments[0]) says", because: Message.tooMuch)
    }
    return result
  }

  /// Runs a program that takes a lock, after waiting for whoever has it.
  ///
  /// - Throws: `HostError`; `timedOut` naming the holder of the lock.
  func change(
    _ arguments: [String], input: [UInt8] = [], under lock: DpkgLock = .database
  ) async throws(HostError) -> ProcessResult {
    let deadline =
      host.clock.now().monotonicNanoseconds
      &+ UInt64(max(0, patience.wholeMilliseconds)) * 1_000_000
    while true {
      let now = host.clock.now().monotonicNanoseconds
      let left = deadline > now ? Duration.nanoseconds(Int64(deadline - now)) : .zero
      try await lock.wait(upTo: left, on: host) { holder in progress(Message.waiting(holder)) }
      let result = try await host.processes.run(invocation(arguments, input: input))
      // Somebody else was faster between the look and the start.
      guard !result.succeeded, AptComplaint(result).isLocked, left > .zero else { return result }
      try await host.clock.sleep(for: .milliseconds(200))
    }
  }

  private func invocation(_ arguments: [String], input: [UInt8] = []) -> Invocation {
    var invocation = Invocation(arguments, environment: Self.environment, timeout: timeout)
    // dpkg ends cleanly between two packages; a KILL in the midst of one leaves it half-installed.
    invocation.grace = .seconds(120)
    invocation.input = input
    return invocation
  }

  /// No question, no pager, no restart of services behind our back.
  private static let environment = Invocation.plainEnvironment.merging([
    "DEBIAN_FRONTEND": "noninteractive", "DEBIAN_PRIORITY": "critical",
    "APT_LISTCHANGES_FRONTEND": "none", "NEEDRESTART_MODE": "l", "PAGER": "cat",
  ]) { $1 }

  static let get = [
    "/usr/bin/apt-get", "-y", "-q", "-o", "DPkg::Lock::Timeout=60", "-o", "Dpkg::Use-Pty=0",
  ]
}

private enum Message {
  static let stopped = "it did not end in time and was stopped; set a longer timeout"
  static let tooMuch = "it is more than 32 MiB"
  static func waiting(_ holder: DpkgLock.Holder) -> String {
    "waiting for the lock \(holder.path), which \(holder) has"
  }
}
