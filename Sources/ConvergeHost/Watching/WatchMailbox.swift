internal import ConvergeCore
internal import Synchronization

/// What the watching threads have seen, and what they are to do.
final class WatchMailbox: Sendable {
  /// What is to be watched from now on.
  struct Order: Sendable {
    let things: [Watched]
    let done: @Sendable () -> Void
  }

  private typealias Waiting = CheckedContinuation<[Sighting]?, Never>

  private struct State {
    var orders: [Order] = []
    var sightings: [Sighting] = []
    var waiting: Waiting?
    var isClosed = false
  }

  /// Sightings beyond these are lost.
  static let limit = 20_000

  let wakeup: Wakeup
  private let state = Mutex(State())

  init() throws(Errno) { wakeup = try Wakeup() }

  // MARK: - For whoever watches

  func take() -> (orders: [Order], isClosed: Bool) {
    wakeup.clear()
    return state.withLock { state in
      defer { state.orders = [] }
      return (state.orders, state.isClosed)
    }
  }

  func post(_ sightings: [Sighting]) {
    guard !sightings.isEmpty else { return }
    let (waiting, all) = state.withLock { state -> (Waiting?, [Sighting]?) in
      if state.sightings.count + sightings.count > Self.limit {
        let last = sightings[sightings.count - 1]
        state.sightings = [Sighting(.lost(Message.tooMany), at: last.at, by: .unknown(""))]
      } else {
        state.sightings += sightings
      }
      return Self.handOver(&state)
    }
    waiting?.resume(returning: all)
  }

  // MARK: - For whoever has it watched

  func order(_ order: Order) {
    let isClosed = state.withLock { state in
      if !state.isClosed { state.orders.append(order) }
      return state.isClosed
    }
    if isClosed { order.done() } else { wakeup.signal() }
  }

  func next() async -> [Sighting]? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (waiting, all) = state.withLock { state -> (Waiting?, [Sighting]?) in
          let old = state.waiting
          state.waiting = continuation
          old?.resume(returning: [])
          return Self.handOver(&state)
        }
        waiting?.resume(returning: all)
      }
    } onCancel: {
      state.withLock { state -> Waiting? in
        defer { state.waiting = nil }
        return state.waiting
      }?.resume(returning: [])
    }
  }

  func close() {
    let (waiting, orders) = state.withLock { state -> (Waiting?, [Order]) in
      state.isClosed = true
      defer {
        state.waiting = nil
        state.orders = []
      }
      return (state.waiting, state.orders)
    }
    for order in orders { order.done() }
    waiting?.resume(returning: nil)
    wakeup.signal()
  }

  var isClosed: Bool { state.withLock(\.isClosed) }

  private static func handOver(
    _ state: inout State
  ) -> (Waiting?, [Sighting]?) {
    guard state.isClosed || !state.sightings.isEmpty, let waiting = state.waiting else {
      return (nil, nil)
    }
    defer {
      state.waiting = nil
      state.sightings = []
    }
    return (waiting, state.isClosed ? nil : state.sightings)
  }
}

private enum Message {
  static let tooMany = "more was sighted than was asked for"
}
