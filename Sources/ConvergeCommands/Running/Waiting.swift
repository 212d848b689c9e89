internal import Dispatch
internal import Synchronization

/// Asynchronous work that a synchronous verb waits for.
///
/// The concurrency runtime is started by the verbs that need it, and not by the program.
final class Waiting<Success: Sendable>: Sendable {
  private let result = Mutex<Result<Success, any Error>?>(nil)
  private let end = DispatchSemaphore(value: 0)

  private init() {}

  /// Runs `work` to its end while this thread waits.
  static func run(_ work: @escaping @Sendable () async throws -> Success) throws -> Success {
    let waiting = Waiting()
    Task.detached {
      let result: Result<Success, any Error>
      do { result = .success(try await work()) } catch { result = .failure(error) }
      waiting.result.withLock { $0 = result }
      waiting.end.signal()
    }
    waiting.end.wait()
    guard let result = waiting.result.withLock({ $0 }) else {
      preconditionFailure("work ended without a result")
    }
    return try result.get()
  }
}
