internal import ConvergeCore
internal import Synchronization

/// What the bus thread is asked to do, from any task.
final class BusMailbox: Sendable {
  typealias Answer = @Sendable ([Result<[BusValue], HostError>]) -> Void

  /// A batch and who waits for it.
  struct Order: Sendable {
    let batch: BusBatch
    let answer: Answer
  }

  /// All that has come in since it was last asked.
  struct Post: Sendable {
    var orders: [Order] = []
    var cancelled: Set<UInt64> = []
    var isClosed = false
  }

  private struct State {
    var post = Post()
    var isRunning = false
  }

  let address: String
  let wakeup: Wakeup
  private let state = Mutex(State())

  init(address: String) throws(Errno) {
    self.address = address
    wakeup = try Wakeup()
  }

  /// Hands over a batch, and starts the thread with the first one.
  func post(_ batch: BusBatch, _ answer: @escaping Answer) {
    let (isClosed, starts) = state.withLock { state in
      if state.post.isClosed { return (true, false) }
      state.post.orders.append(Order(batch: batch, answer: answer))
      defer { state.isRunning = true }
      return (false, !state.isRunning)
    }
    guard !isClosed else {
      return answer(batch.calls.map { .failure(BusLoop.interrupted($0)) })
    }
    if starts, !OwnThread.start({ BusLoop(self).run() }) {
      let orders = state.withLock { state in
        state.isRunning = false
        defer { state.post.orders = [] }
        return state.post.orders
      }
      let error = HostError(.other, "reach", "the system bus", because: Message.noThread)
      for order in orders { order.answer(order.batch.calls.map { _ in .failure(error) }) }
    }
    wakeup.signal()
  }

  /// The task that waits for a batch is cancelled.
  func cancel(_ id: UInt64) {
    state.withLock { state in _ = state.post.cancelled.insert(id) }
    wakeup.signal()
  }

  func close() {
    state.withLock { state in state.post.isClosed = true }
    wakeup.signal()
  }

  /// Empties the box.
  func take() -> Post {
    state.withLock { state in
      defer { state.post = Post(isClosed: state.post.isClosed) }
      return state.post
    }
  }
}

private enum Message {
  static let noThread = "no thread can be started for it"
}
