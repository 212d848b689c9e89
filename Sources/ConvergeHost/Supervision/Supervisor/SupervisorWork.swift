internal import CLinux
internal import ConvergeCore
internal import Glibc

/// All that a supervisor has for its run, from what is prepared to what is written down.
final class SupervisorWork {
  /// For how long what the program has said is listened for, once it has ended, where a child of it
  /// keeps the outputs open.
  private static let drainMilliseconds: Int64 = 250

  private let run: SupervisedRun
  private let directory: RunDirectory
  private let files: PrivateFiles
  private let signals: Descriptor
  private(set) var program: GatedProgram
  private var streams: CapturedStreams
  private var group: ControlGroup?
  private var course: RunCourse
  private var began: Int64 = 0
  /// As wait(2) has it; nil while the program runs.
  private var status: Int32?
  private var endedAt: Int64 = 0
  /// Why the program could not become one, though it was there.
  private var failure: HostError?

  /// Prepares all of it, the program included, which is held back.
  init(order: SupervisorOrder) throws(HostError) {
    run = order.run
    directory = try RunDirectory(run.directory)
    files = try PrivateFiles(run, basePath: order.privateBase)
    let watching = clinux_watch_signals()
    guard watching >= 0 else { throw SystemFailure.error(errno, "watch", "signals") }
    signals = Descriptor(owning: watching)
    streams = try CapturedStreams(run, in: directory)
    course = RunCourse(now: 0, timeout: 0, killAfter: 0)
    var environment = run.environment
    environment["CREDENTIALS_DIRECTORY"] = files.credentialsPath
    environment["CONVERGE_OUTPUT"] = files.valuesPath
    environment["CONVERGE_PROGRESS_FD"] = "\(CLINUX_PROGRESS_DESCRIPTOR)"
    program = try GatedProgram(run, environment: environment)
  }

  deinit { directory.giveUp(RunDirectory.Name.ended) }

  /// Writes `started`, and lets the program run.
  ///
  /// - Parameter scope: the name of the scope that it must be in by now; nil: none of its own.
  /// - Throws: `HostError` where it was not let.
  func begin(inScope scope: String?) throws(HostError) -> SupervisedStart {
    if let scope {
      group = ControlGroup(of: program.process, named: scope)
      guard group != nil else {
        throw HostError(.didNotTake, "run in its scope", run.label, because: Message.notIn(scope))
      }
    }
    try directory.reserve(RunDirectory.Name.ended)
    let clock = LocalClock()
    let start = SupervisedStart(
      process: getpid(), startTicks: ProcessStatus(getpid())?.startTicks ?? 0,
      bootID: clock.bootID, at: timestamp(clock.now()), scope: scope)
    try directory.write(RunDirectory.Name.started, start.json)
    if geteuid() == 0 { SmallFile.write("-900", to: "/proc/self/oom_score_adj") }
    began = Monotonic.milliseconds()
    course = RunCourse(
      now: began, timeout: Monotonic.milliseconds(run.timeout),
      killAfter: Monotonic.milliseconds(run.killAfter))
    do throws(HostError) { try program.release() } catch { failure = error }
    return start
  }

  /// Waits for the end, and writes it down.
  func finish() {
    if failure == nil { listen() }
    drain()
    let tree = ProcessTree(root: getpid(), group: group)
    var end = SupervisedEnd(
      way, at: timestamp(LocalClock().now()), durationMilliseconds: max(0, endedAt - began))
    end.wasStopped = course.stop == .told
    end.leftRunning = tree.members().count
    let values = takeValues()
    (end.output, end.error, end.progress) = streams.finish()
    end.values = values
    files.remove()
    do { try directory.write(RunDirectory.Name.ended, end.json) } catch {
      // Nothing but a full disk is helped by fewer words.
      end.progress = []
      end.values = []
      (end.output.first, end.output.last, end.error.first, end.error.last) = ("", "", "", "")
      try? directory.write(RunDirectory.Name.ended, end.json)
    }
  }

  private var way: SupervisedEnd.Way {
    if let failure { return .notStarted(failure.description) }
    if course.stop == .timeout { return .timedOut }
    guard let status else { return .signalled(SIGKILL) }
    return status & 0x7f == 0 ? .exited((status >> 8) & 0xff) : .signalled(status & 0x7f)
  }

  private func listen() {
    let tree = ProcessTree(root: getpid(), group: group)
    while true {
      let now = Monotonic.milliseconds()
      var members: Set<ProcessTree.Member>?
      let step = course.step(now: now, programHasEnded: status != nil) {
        members = tree.members()
        return members?.isEmpty == true
      }
      switch step {
      case .over: return
      case .terminate:
        let members = tree.members()
        ProcessTree.signal(members, SIGTERM)
        // A stopped process acts on nothing but KILL until it goes on.
        ProcessTree.signal(members, SIGCONT)
      case .kill:
        ProcessTree.signal(members ?? tree.members(), SIGKILL)
        wait(milliseconds: 20)
      case .wait(let until): wait(milliseconds: until - now)
      }
    }
  }

  /// Waits until something happens, and takes note of it.
  private func wait(milliseconds: Int64) {
    streams.listen(
      to: &program, also: signals.number, milliseconds: Int32(clamping: max(0, milliseconds)))
    while case let number = clinux_next_signal(signals.number), number != 0 {
      if number == SIGCHLD { reap() } else { course.tellToStop() }
    }
  }

  /// Also orphans among the program's descendants are ours to reap.
  private func reap() {
    var ended: Int32 = 0
    while case let process = waitpid(-1, &ended, WNOHANG), process > 0 {
      guard process == program.process, status == nil else { continue }
      status = ended
      endedAt = Monotonic.milliseconds()
    }
  }

  private func drain() {
    if failure != nil { endedAt = began }
    let until = Monotonic.milliseconds() + Self.drainMilliseconds
    while program.isHeard, case let left = until - Monotonic.milliseconds(), left > 0 {
      wait(milliseconds: left)
    }
    program.closeEnds()
  }

  private func takeValues() -> [(name: String, value: String)] {
    guard let content = files.values() else {
      streams.note(Message.noFile)
      return []
    }
    guard content.count <= OutputValues.limitBytes else {
      streams.note(Message.tooLong)
      return []
    }
    let output = OutputValues(content, secrets: run.secrets)
    for complaint in output.complaints { streams.note(complaint) }
    return output.values
  }
}

private enum Message {
  static func notIn(_ scope: String) -> String {
    "systemd said that it is in \"\(scope)\", and the kernel does not"
  }
  static let noFile =
    "[converge: $CONVERGE_OUTPUT is no plain file any more; its values do not count]"
  static let tooLong =
    "[converge: $CONVERGE_OUTPUT is longer than \(OutputValues.limitBytes) bytes; its values do "
    + "not count]"
}
