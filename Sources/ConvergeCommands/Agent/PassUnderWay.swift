internal import ConvergeEngine
internal import ConvergeHost
internal import Synchronization

/// The one pass that goes on beside the thread that waits.
final class PassUnderWay: Sendable {
  private struct Content {
    var isOccupied = false
    var outcome: AgentPass.Outcome?
    var lastSign = ContinuousClock.now
  }

  private let content = Mutex(Content())
  private let wakes: Wakes

  /// - Parameter wakes: is woken at the end.
  init(_ wakes: Wakes) { self.wakes = wakes }

  /// From its beginning until its outcome is taken.
  var isOccupied: Bool { content.withLock { $0.isOccupied } }

  /// How long nothing has been heard of it; zero where none is.
  var silence: Duration {
    content.withLock { $0.isOccupied ? ContinuousClock.now - $0.lastSign : .zero }
  }

  /// Hears of what happens in it.
  var observer: @Sendable (EngineOptions.Event) -> Void {
    { [self] _ in content.withLock { $0.lastSign = .now } }
  }

  func begin(_ work: @escaping @Sendable () async -> AgentPass.Outcome) {
    content.withLock { content in
      precondition(!content.isOccupied, "one pass at a time")
      content.isOccupied = true
      content.lastSign = .now
    }
    Task.detached { [self] in
      let outcome = await work()
      content.withLock { $0.outcome = outcome }
      wakes.wake()
    }
  }

  /// How it ended; nil where it has not.
  func take() -> AgentPass.Outcome? {
    content.withLock { content in
      guard let outcome = content.outcome else { return nil }
      (content.outcome, content.isOccupied) = (nil, false)
      return outcome
    }
  }
}
