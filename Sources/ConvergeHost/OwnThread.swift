internal import Glibc

/// A thread for work that blocks; the cooperative pool must not wait for it.
enum OwnThread {
  /// Runs `work` on a new thread and waits for its answer without blocking.
  ///
  /// SIGPIPE is blocked there: writing to a program that has closed its input is an error code then,
  /// and the signal's disposition, which belongs to the whole process, stays as it is.
  /// - Returns: nil where no thread can be had (pthread_create(3): EAGAIN).
  static func run<Answer: Sendable>(
    _ work: @escaping @Sendable () -> Answer
  ) async -> Answer? {
    await withCheckedContinuation { (continuation: CheckedContinuation<Answer?, Never>) in
      if !start({ continuation.resume(returning: work()) }) { continuation.resume(returning: nil) }
    }
  }

  /// Starts a thread that nobody joins.
  ///
  /// - Returns: whether it started.
  static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    pthread_attr_setstacksize(&attributes, 512 << 10)
    let box = Unmanaged.passRetained(Work(work))
    var thread = pthread_t()
    let result = pthread_create(
      &thread, &attributes,
      { argument in
        if let argument {
          var signals = sigset_t()
          sigemptyset(&signals)
          sigaddset(&signals, SIGPIPE)
          pthread_sigmask(SIG_BLOCK, &signals, nil)
          Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
        }
        return nil
      }, box.toOpaque())
    if result != 0 { box.release() }
    return result == 0
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }
}
