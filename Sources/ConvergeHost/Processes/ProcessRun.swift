internal import CLinux
internal import ConvergeCore
internal import Glibc

/// One program from its start to its end, on a thread that may block.
struct ProcessRun: ~Copyable {
  private let invocation: Invocation
  private let program: String
  private let cancelled: Wakeup
  private let process: pid_t
  private let handle: Descriptor
  private var streams: ProcessStreams
  private var stopping: Stopping?

  /// What happens once a run is not to go on: TERM was sent, KILL follows at the deadline.
  private struct Stopping {
    let wasCancelled: Bool
    let killAt: Int64
    var killed = false
  }

  /// Starts it.
  init(
    _ invocation: Invocation, program: String, cancelled: Wakeup
  ) throws(HostError) {
    self.invocation = invocation
    self.program = program
    self.cancelled = cancelled
    do {
      var pipes = try ProcessPipes(invocation)
      let ends = Spawning.Descriptors(
        input: pipes.input.theirs, output: pipes.output.theirs, error: pipes.error.theirs)
      process = try Spawning.start(invocation, program, ends) { clinux_spawn($0, $1) }
      streams = pipes.takeOurEnds(invocation)
      // The process is ours and not yet waited for, so that its number cannot mean another.
      handle = Descriptor(owning: clinux_pidfd(process))
    } catch {
      throw error.hostError(invocation, program)
    }
  }

  /// Waits for the end, feeding and listening; ends it at the timeout or on cancellation.
  mutating func finish() throws(HostError) -> ProcessResult {
    let deadline = Monotonic.milliseconds() + Monotonic.milliseconds(invocation.timeout)
    while !hasEnded() {
      let now = Monotonic.milliseconds()
      if stopping == nil, now >= deadline { stop(wasCancelled: false) }
      let next = stopping.map { $0.killed ? now + 1000 : $0.killAt } ?? deadline
      if stopping != nil, now >= next { kill() }
      wait(until: next)
    }
    streams.drain()
    let status = reap()
    endTheRest()
    if stopping?.wasCancelled == true {
      throw HostError(.interrupted, "run", program, because: Message.interrupted)
    }
    let end: ProcessResult.End =
      if stopping != nil {
        .timedOut
      } else if status & 0x7f == 0 {
        .exited((status >> 8) & 0xff)
      } else {
        .signalled(status & 0x7f)
      }
    return streams.result(end)
  }

  private mutating func wait(until: Int64) {
    // Without a handle (a kernel before 5.3, a filter) the end is looked for now and then.
    let patience = handle.number < 0 ? 20 : Int64(Int32.max)
    let milliseconds = Int32(max(0, min(until - Monotonic.milliseconds(), patience)))
    let ready = streams.poll(
      also: [handle.number, stopping == nil ? cancelled.number : -1], milliseconds)
    if ready[1], stopping == nil { stop(wasCancelled: true) }
  }

  private func hasEnded() -> Bool { clinux_has_ended(process) != 0 }

  /// TERM to the whole group.
  private mutating func stop(wasCancelled: Bool) {
    _ = Glibc.kill(-process, SIGTERM)
    // A stopped process acts on nothing but KILL until it goes on.
    _ = Glibc.kill(-process, SIGCONT)
    stopping = Stopping(
      wasCancelled: wasCancelled,
      killAt: Monotonic.milliseconds() + Monotonic.milliseconds(invocation.grace))
  }

  private mutating func kill() {
    _ = Glibc.kill(-process, SIGKILL)
    stopping?.killed = true
  }

  private func reap() -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    return status
  }

  /// After a stop, what the program has started gets the rest of the grace, too. Of a program that
  /// ended by itself nothing is touched: it may have left a service behind on purpose.
  ///
  /// The group's number stays taken while anybody is in it, though its first process is reaped.
  private func endTheRest() {
    guard let stopping, !stopping.killed else { return }
    while Monotonic.milliseconds() < stopping.killAt {
      guard Glibc.kill(-process, 0) == 0 else { return }
      usleep(10_000)
    }
    _ = Glibc.kill(-process, SIGKILL)
  }
}

private enum Message {
  static let interrupted = "converge was told to stop"
}
