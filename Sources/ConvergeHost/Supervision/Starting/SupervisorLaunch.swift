internal import CLinux
internal import ConvergeCore
internal import Glibc

/// A supervisor while a run is being started, as whoever starts it sees it. Each step blocks.
///
/// When this value goes away before `release`, nothing of the run is left.
final class SupervisorLaunch: Sendable {
  /// How long a supervisor may take for a step. Disks can be slow.
  private static let patienceMilliseconds: Int32 = 60_000

  /// The supervisor's process.
  let supervisor: Int32
  private let run: SupervisedRun
  private let channel: LineChannel

  /// Starts it.
  ///
  /// - Parameter program: the path of this program, by which it becomes a supervisor.
  init(_ run: SupervisedRun, program: String) throws(HostError) {
    self.run = run
    let directory = try RunDirectory(run.directory)
    let words = try Self.lock(directory, run)
    channel = try Self.start(program, run, words)
    let answer = try Self.hear(channel, run)
    guard case .ready(let process) = answer else { throw Self.unexpected(run) }
    supervisor = process
  }

  /// Has it prepare the program, which does not run yet.
  ///
  /// - Returns: the process that will be the program.
  func prepare(privateBase: String) throws(HostError) -> Int32 {
    try say(SupervisorOrder(run: run, privateBase: privateBase).json)
    guard case .prepared(let process) = try Self.hear(channel, run) else {
      throw Self.unexpected(run)
    }
    return process
  }

  /// Lets the program run.
  ///
  /// - Parameter scope: the name of the scope that it is in by now; nil: none of its own.
  func release(inScope scope: String?) throws(HostError) -> SupervisedStart {
    try say(scope.map { "\(Supervisor.permission) \($0)" } ?? Supervisor.permission)
    do throws(HostError) {
      // For ever: nobody else knows what became of it.
      guard case .started(let start) = try Self.hear(channel, run, milliseconds: -1) else {
        throw Self.unexpected(run)
      }
      return start
    } catch {
      // It may have died after its first word for all others.
      if let start = try RunDirectory(run.directory).start { return start }
      throw error
    }
  }

  private func say(_ line: String) throws(HostError) {
    do { try channel.say(line) } catch {
      throw error.code == EPIPE
        ? Self.unexpected(run) : SystemFailure.error(error.code, "start", run.label)
    }
  }

  /// The file that tells whether a supervisor lives, locked: it is its standard error, and stays
  /// locked until it ends, however that happens.
  private static func lock(
    _ directory: borrowing RunDirectory, _ run: SupervisedRun
  ) throws(HostError) -> Descriptor {
    let name = RunDirectory.Name.supervisor
    let made = clinux_raise(clinux_create_file(directory.number, name))
    guard made >= 0 else {
      throw SystemFailure.error(errno, "create", "\(run.directory)/\(name)")
    }
    let file = Descriptor(owning: made)
    guard clinux_try_lock(file.number) == 0 else {
      throw SystemFailure.error(errno, "lock", "\(run.directory)/\(name)")
    }
    return file
  }

  private static func start(
    _ program: String, _ run: SupervisedRun, _ words: borrowing Descriptor
  ) throws(HostError) -> LineChannel {
    var invocation = Invocation(
      ["converge", Supervisor.verb, run.label], environment: [:], timeout: run.timeout)
    invocation.umask = 0o077
    var (orders, answers): ([Int32], [Int32]) = ([-1, -1], [-1, -1])
    guard clinux_pipe(&orders) == 0, clinux_pipe(&answers) == 0 else {
      let code = errno
      for end in orders where end >= 0 { close(end) }
      throw SystemFailure.error(code, "start", run.label)
    }
    let channel = LineChannel(input: answers[0], output: orders[1])
    defer {
      close(orders[0])
      close(answers[1])
    }
    let ends = Spawning.Descriptors(
      input: orders[0], output: answers[1], error: words.number)
    do throws(StartFailure) {
      let process = try Spawning.start(invocation, program, ends) { clinux_spawn($0, $1) }
      // It goes on in a child that nobody has to wait for.
      var status: Int32 = 0
      while waitpid(process, &status, 0) < 0, errno == EINTR {}
    } catch {
      throw error.hostError(invocation, program)
    }
    return channel
  }

  private static func hear(
    _ channel: LineChannel, _ run: SupervisedRun,
    milliseconds: Int32 = patienceMilliseconds
  ) throws(HostError) -> SupervisorAnswer {
    let line: [UInt8]?
    do { line = try channel.hear(milliseconds: milliseconds) } catch {
      throw SystemFailure.error(error.code, "hear of the supervisor of", run.label)
    }
    guard let line, let answer = SupervisorAnswer(json: line) else { throw unexpected(run) }
    if case .failed(let error) = answer { throw error }
    return answer
  }

  private static func unexpected(_ run: SupervisedRun) -> HostError {
    HostError(
      .failed, "start", run.label, because: Message.gone,
      remedy: Message.look(run.directory + "/" + RunDirectory.Name.supervisor))
  }
}

private enum Message {
  static let gone = "its supervisor ended before the program ran"
  static func look(_ path: String) -> String { "see what it said in \"\(path)\", if anything" }
}
