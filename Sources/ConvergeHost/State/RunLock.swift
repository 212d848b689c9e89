internal import CLinux
package import ConvergeCore
internal import Glibc

/// The lock that keeps two runs apart: flock(2) on `lock` in the state directory, as long as this
/// value lives. The kernel lets it go when the process ends, however it ends.
package struct RunLock: ~Copyable {
  private let file: Descriptor

  private init(_ file: consuming Descriptor) { self.file = file }

  deinit {
    // What the file says is true only while the lock is held.
    _ = ftruncate(file.number, 0)
  }

  /// Takes the lock; where another run has it, blocks the thread until it is free. Nothing of ours
  /// goes on before it is had.
  ///
  /// - Parameters:
  ///   - directory: one that is prepared.
  ///   - verb: what we do, for whoever has to wait for us.
  ///   - isStopped: asked ten times a second whether to give up.
  /// - Throws: `HostError`, `timedOut` where another still has it after `timeout`: `because` names
  ///   the process, since when, and its command line. `interrupted` where it was stopped.
  package static func acquire(
    in directory: StateDirectory, verb: String, timeout: Duration,
    isStopped: () -> Bool = { Task.isCancelled }
  ) throws(HostError) -> RunLock {
    let path = path(in: directory)
    let descriptor: Descriptor
    do { descriptor = try open(path) } catch {
      throw SystemFailure.error(error.code, "lock", path)
    }
    let clock = ContinuousClock()
    let deadline = clock.now + timeout
    while clinux_try_lock(descriptor.number) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw SystemFailure.error(errno, "lock", path)
      }
      guard clock.now < deadline else { throw held(directory, timeout) }
      guard !isStopped() else {
        throw HostError(.interrupted, "lock", path, because: Message.interrupted)
      }
      usleep(100_000)
    }
    let holder = Holder(
      process: getpid(), since: LocalClock().now().wallNanoseconds, verb: verb)
    _ = ftruncate(descriptor.number, 0)
    try? RegularFile.write(Array(holder.line.utf8), to: descriptor)
    return RunLock(descriptor)
  }

  /// The run that is under way; nil where none is, or where we may not see it.
  package static func holder(in directory: StateDirectory) -> Holder? {
    guard
      let content = try? LocalFiles().read(path(in: directory), limitBytes: 4096),
      let holder = Holder(line: String(decoding: content, as: UTF8.self)), holder.isAlive
    else { return nil }
    // After a kill the number can be another process's by now: then the lock is free to be had, and
    // is let go at once.
    guard let file = try? open(path(in: directory)) else { return holder }
    return clinux_try_lock(file.number) == 0 ? nil : holder
  }

  private static func path(in directory: StateDirectory) -> String { "\(directory.path)/lock" }

  private static func open(_ path: String) throws(Errno) -> Descriptor {
    let descriptor = Descriptor(
      owning: try LocalFiles().withEntry(path) { (entry) throws(Errno) in
        try Errno.check(clinux_open_or_create_file(entry.directory, entry.name))
      })
    var status = stat()
    try Errno.check(fstat(descriptor.number, &status))
    guard status.st_mode & S_IFMT == S_IFREG else { throw Errno(code: EINVAL) }
    return descriptor
  }

  private static func held(_ directory: StateDirectory, _ timeout: Duration) -> HostError {
    HostError(
      .timedOut, "lock", path(in: directory),
      because: holder(in: directory).map(Message.held) ?? Message.heldByUnknown,
      remedy: Message.wait)
  }
}

private enum Message {
  static func held(_ holder: RunLock.Holder) -> String {
    let command = holder.commandLine.map { " (\($0))" } ?? ""
    return
      "process \(holder.process)\(command) has it, to \(holder.verb), since \(holder.sinceText)"
  }
  static let heldByUnknown = "another run has it"
  static let wait = "wait for its end, or wait longer with `--lock-timeout`"
  static let interrupted = "converge was told to stop"
}
