internal import ConvergeCore
internal import Synchronization

/// What one watching thread is to watch, and what all of them have seen.
final class WatchMailbox: Sendable {
  private struct State {
    var things: [Watched]?
    var sightings: [Sighting] = []
    var isClosed = false
  }

  /// Sightings beyond these are lost.
  static let limit = 20_000

  let wakeup: Wakeup
  private let sighted: @Sendable () -> Void
  private let state = Mutex(State())

  /// - Parameter sighted: called on any thread when there is something to take where nothing was.
  init(_ sighted: @escaping @Sendable () -> Void) throws(Errno) {
    self.sighted = sighted
    wakeup = try Wakeup()
  }

  // MARK: - For whoever watches

  func next() -> (things: [Watched]?, isClosed: Bool) {
    wakeup.clear()
    return state.withLock { state in
      defer { state.things = nil }
      return (state.things, state.isClosed)
    }
  }

  func post(_ sightings: [Sighting]) {
    guard let last = sightings.last else { return }
    let wakes = state.withLock { state in
      let wasEmpty = state.sightings.isEmpty
      if state.sightings.count + sightings.count > Self.limit {
        state.sightings = [Sighting(.lost(Message.tooMany), at: last.at, by: .unknown(""))]
      } else {
        state.sightings += sightings
      }
      return wasEmpty && !state.isClosed
    }
    if wakes { sighted() }
  }

  // MARK: - For whoever has it watched

  func watch(_ things: [Watched]) {
    state.withLock { $0.things = things }
    wakeup.signal()
  }

  func take() -> [Sighting] {
    state.withLock { state in
      defer { state.sightings = [] }
      return state.sightings
    }
  }

  func close() {
    state.withLock { $0.isClosed = true }
    wakeup.signal()
  }
}

private enum Message {
  static let tooMany = "more was sighted than was asked for"
}
