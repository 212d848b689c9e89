internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The program of a run, held back at the last step before it is one, and our ends of its pipes.
struct GatedProgram: ~Copyable {
  let process: pid_t
  /// Standard output, standard error and progress, which do not block; -1 once one is closed.
  private(set) var ends: [Int32]
  private let invocation: Invocation
  private let path: String
  private var gate = clinux_gate()
  private var isHeld = true

  /// - Parameter environment: all of it.
  init(_ run: SupervisedRun, environment: [String: String]) throws(HostError) {
    var invocation = Invocation(
      run.arguments, environment: environment, timeout: run.timeout)
    invocation.user = run.user
    invocation.directory = run.workingDirectory
    invocation.umask = run.umask
    if let name = run.arguments.first, name.hasPrefix("./") {
      invocation.arguments[0] = run.workingDirectory + "/" + name.dropFirst(2)
    }
    let path = try ProgramLookup.path(invocation)
    // The program is called what it was called.
    invocation.arguments[0] = run.arguments[0]
    let (process, gate, ends): (pid_t, clinux_gate, [Int32])
    do throws(StartFailure) {
      (process, gate, ends) = try Self.start(invocation, path)
    } catch {
      throw error.hostError(invocation, path)
    }
    self.path = path
    self.invocation = invocation
    self.process = process
    self.gate = gate
    self.ends = ends
  }

  deinit {
    for end in ends where end >= 0 { close(end) }
    guard isHeld else { return }
    var gate = gate
    clinux_close_gate(&gate)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
  }

  /// Lets it run, and returns once it is the program.
  mutating func release() throws(HostError) {
    var step: Int32 = 0
    isHeld = false
    guard clinux_open_gate(&gate, &step) == 0 else {
      throw StartFailure(code: errno, step: step).hostError(invocation, path)
    }
  }

  mutating func closeEnd(_ index: Int) {
    if ends[index] >= 0 { close(ends[index]) }
    ends[index] = -1
  }

  /// Whether anything can still be heard of it.
  var isHeard: Bool { ends.contains { $0 >= 0 } }

  mutating func closeEnds() {
    for index in ends.indices { closeEnd(index) }
  }

  private static func start(
    _ invocation: Invocation, _ path: String
  ) throws(StartFailure) -> (pid_t, clinux_gate, [Int32]) {
    var ours: [Int32] = []
    var theirs: [Int32] = []
    defer { for end in theirs { close(end) } }
    let null = clinux_open_null()
    guard null >= 0 else { throw StartFailure(code: errno, step: 0) }
    theirs.append(null)
    for _ in 0..<3 {
      var pipe: [Int32] = [-1, -1]
      guard clinux_pipe(&pipe) == 0, clinux_stop_blocking(pipe[0]) == 0 else {
        let code = errno
        for end in ours { close(end) }
        throw StartFailure(code: code, step: 0)
      }
      ours.append(pipe[0])
      theirs.append(pipe[1])
    }
    var gate = clinux_gate()
    let ends = Spawning.Descriptors(
      input: theirs[0], output: theirs[1], error: theirs[2], progress: theirs[3])
    do throws(StartFailure) {
      let process = try Spawning.start(invocation, path, ends) {
        clinux_spawn_gated($0, &gate, $1)
      }
      return (process, gate, ours)
    } catch {
      for end in ours { close(end) }
      throw error
    }
  }
}
