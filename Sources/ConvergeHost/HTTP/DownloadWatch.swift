internal import ConvergeCore
internal import Synchronization

/// Sees to it that a transfer ends: at its deadline, or when nothing has come for too long.
final class DownloadWatch: Sendable {
  enum Expiry: Sendable { case deadline, stall }

  private let clock = ContinuousClock()
  private let end: ContinuousClock.Instant
  private let stall: Duration
  private let heard: Mutex<ContinuousClock.Instant>

  init(deadline: Duration, stall: Duration) {
    end = clock.now.advanced(by: deadline)
    self.stall = stall
    heard = Mutex(clock.now)
  }

  /// Something has come.
  func touch() { heard.withLock { $0 = clock.now } }

  /// Returns when it is over, or when the task is cancelled (nil).
  func expiry() async -> Expiry? {
    while !Task.isCancelled {
      let quiet = heard.withLock { $0 }.advanced(by: stall)
      if clock.now >= end { return .deadline }
      if clock.now >= quiet { return .stall }
      try? await Task.sleep(until: min(end, quiet), clock: clock)
    }
    return nil
  }
}
