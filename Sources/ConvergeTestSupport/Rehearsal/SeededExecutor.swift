internal import Synchronization

/// Runs the tasks of a rehearsal one at a time, in an order that a seed decides.
///
/// So a run on a simulated machine takes the same steps every time, also where batches of several
/// kinds are under way at once, and other seeds try other orders. Another task may come between at
/// each conversation with the machine (`giveWay`).
final class SeededExecutor: TaskExecutor {
  private enum Work {
    case job(UnownedJob)
    case waiting(UnsafeContinuation<Void, Never>)
  }

  private struct State {
    var numbers: SeededNumbers
    var works: [Work] = []
    var isAtWork = false
  }

  private let state: Mutex<State>

  init(seed: UInt64) { state = Mutex(State(numbers: SeededNumbers(seed: seed))) }

  /// Decides from now on as it did at first.
  func begin(seed: UInt64) { state.withLock { $0.numbers = SeededNumbers(seed: seed) } }

  func enqueue(_ job: consuming ExecutorJob) { add(.job(UnownedJob(job))) }

  /// Lets any other task go on that can.
  func giveWay() async {
    await withUnsafeContinuation { add(.waiting($0)) }
  }

  private func add(_ work: Work) {
    let mustBegin = state.withLock { state in
      state.works.append(work)
      defer { state.isAtWork = true }
      return !state.isAtWork
    }
    if mustBegin { Task.detached { self.work() } }
  }

  private func work() {
    while let next = next() {
      switch next {
      case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
      case .waiting(let continuation): continuation.resume()
      }
    }
  }

  private func next() -> Work? {
    state.withLock { state in
      guard !state.works.isEmpty else {
        state.isAtWork = false
        return nil
      }
      return state.works.remove(at: Int.random(in: state.works.indices, using: &state.numbers))
    }
  }
}
