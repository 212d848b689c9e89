internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The three pipes between us and a program that is about to start.
struct ProcessPipes: ~Copyable {
  /// One pipe, with the end that each side keeps; -1 is none.
  struct Pipe {
    var ours: Int32
    var theirs: Int32
  }

  private(set) var input: Pipe
  private(set) var output: Pipe
  private(set) var error: Pipe

  /// Our ends do not block; input is /dev/null where there is none to give.
  init(_ invocation: borrowing Invocation) throws(StartFailure) {
    input = Pipe(ours: -1, theirs: -1)
    output = Pipe(ours: -1, theirs: -1)
    error = Pipe(ours: -1, theirs: -1)
    if invocation.input.isEmpty {
      input.theirs = clinux_open_null()
      guard input.theirs >= 0 else { throw StartFailure(code: errno, step: 0) }
    } else {
      let ends = try Self.make()
      input = Pipe(ours: ends.write, theirs: ends.read)
    }
    let outputEnds = try Self.make()
    output = Pipe(ours: outputEnds.read, theirs: outputEnds.write)
    let errorEnds = try Self.make()
    error = Pipe(ours: errorEnds.read, theirs: errorEnds.write)
    for number in [input.ours, output.ours, error.ours] where number >= 0 {
      _ = clinux_stop_blocking(number)
    }
  }

  deinit {
    for pipe in [input, output, error] {
      if pipe.ours >= 0 { close(pipe.ours) }
      if pipe.theirs >= 0 { close(pipe.theirs) }
    }
  }

  /// Hands over our ends; theirs are closed with this value.
  mutating func takeOurEnds(_ invocation: Invocation) -> ProcessStreams {
    let streams = ProcessStreams(
      input: input.ours, output: output.ours, error: error.ours, feeding: invocation.input,
      limit: invocation.outputLimitBytes)
    input.ours = -1
    output.ours = -1
    error.ours = -1
    return streams
  }

  private static func make() throws(StartFailure) -> (read: Int32, write: Int32) {
    var ends: [Int32] = [-1, -1]
    guard clinux_pipe(&ends) == 0 else { throw StartFailure(code: errno, step: 0) }
    return (ends[0], ends[1])
  }
}
