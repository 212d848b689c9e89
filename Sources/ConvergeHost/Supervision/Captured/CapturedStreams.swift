internal import ConvergeCore
internal import Glibc

/// What a supervised program says on its two outputs and of its progress.
struct CapturedStreams: ~Copyable {
  /// How much is taken from one before the others are looked at.
  private static let turnBytes = 1 << 20

  private var output: CapturedStream
  private var error: CapturedStream
  private var progress: ProgressLines
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 8)

  /// Makes their files.
  init(_ run: SupervisedRun, in directory: borrowing RunDirectory) throws(HostError) {
    let output = try Self.stream(RunDirectory.Name.output, run, directory)
    let error = try Self.stream(RunDirectory.Name.error, run, directory)
    let file = Descriptor(owning: try directory.make(RunDirectory.Name.progress))
    self.output = output
    self.error = error
    progress = ProgressLines(to: file, secrets: run.secrets)
  }

  deinit { buffer.deallocate() }

  /// Waits until something is said, or `other` is readable, and keeps what is there.
  mutating func listen(
    to program: inout GatedProgram, also other: Int32, milliseconds: Int32
  ) {
    // Negative numbers are passed over by poll(2).
    var waits = (program.ends + [other]).map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&waits, nfds_t(waits.count), milliseconds) > 0 else { return }
    for index in program.ends.indices where waits[index].revents != 0 { hear(index, &program) }
  }

  /// A line of our own among those of its progress.
  mutating func note(_ line: String) { progress.note(line) }

  /// To be called once, at the end.
  mutating func finish() -> (
    output: SupervisedEnd.Stream, error: SupervisedEnd.Stream, progress: [String]
  ) {
    progress.finish()
    return (output.finish(), error.finish(), progress.last)
  }

  private mutating func hear(_ index: Int, _ program: inout GatedProgram) {
    var left = Self.turnBytes
    while left > 0 {
      let count = read(program.ends[index], buffer.baseAddress, buffer.count)
      guard count > 0 else {
        if count == 0 || ![EAGAIN, EINTR].contains(errno) { program.closeEnd(index) }
        return
      }
      left -= count
      let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
      switch index {
      case 0: output.append(bytes)
      case 1: error.append(bytes)
      default: progress.append(bytes)
      }
    }
  }

  private static func stream(
    _ name: String, _ run: SupervisedRun, _ directory: borrowing RunDirectory
  ) throws(HostError) -> CapturedStream {
    do throws(Errno) {
      return CapturedStream(
        to: try OutputFile(name, in: directory.number, limitBytes: run.outputLimitBytes),
        secrets: run.secrets)
    } catch {
      throw SystemFailure.error(error.code, "create", "\(directory.path)/\(name)")
    }
  }
}
