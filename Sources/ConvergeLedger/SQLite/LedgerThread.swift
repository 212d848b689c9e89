internal import ConvergeCore
internal import Glibc
internal import Synchronization

/// A thread of its own for work that blocks, so that it takes no place in the cooperative pool.
///
/// It ends when this is deinitialised.
final class LedgerThread: SerialExecutor {
  private struct Work {
    let job: UnownedJob
    let executor: UnownedSerialExecutor
  }

  /// The work that waits, a byte in the pipe for each piece.
  private final class Queue: Sendable {
    let works = Mutex<[Work]>([])
    let source: Int32
    init(source: Int32) { self.source = source }

    func run() {
      var byte: UInt8 = 0
      while true {
        let count = read(source, &byte, 1)
        if count < 0, errno == EINTR { continue }
        guard count == 1 else { break }
        let work = works.withLock { $0.removeFirst() }
        work.job.runSynchronously(on: work.executor)
      }
      close(source)
    }
  }

  private let queue: Queue
  private let sink: Int32

  /// Starts the thread.
  ///
  /// - Throws: `HostError` where no descriptor or thread is left.
  init() throws(HostError) {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Self.error(errno) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    queue = Queue(source: ends[0])
    sink = ends[1]
    let context = Unmanaged.passRetained(queue)
    var thread = pthread_t()
    let status = pthread_create(
      &thread, nil,
      { context in
        // Signals are for those who wait for them.
        var all = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_BLOCK, &all, nil)
        if let context { Unmanaged<Queue>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    guard status == 0 else {
      context.release()
      close(ends[0])
      throw Self.error(status)
    }
    pthread_detach(thread)
  }

  deinit { close(sink) }

  func enqueue(_ job: consuming ExecutorJob) {
    let work = Work(job: UnownedJob(job), executor: asUnownedSerialExecutor())
    queue.works.withLock { $0.append(work) }
    var byte: UInt8 = 0
    while write(sink, &byte, 1) < 0, errno == EINTR {}
  }

  private static func error(_ number: Int32) -> HostError {
    HostError(.other, "start", "the ledger's thread", because: String(cString: strerror(number)))
  }
}
