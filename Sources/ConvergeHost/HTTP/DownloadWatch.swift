internal import ConvergeCore
internal import Synchronization

/// Sees to it that a transfer ends: at its deadline, when nothing has come for too long, or when
/// nobody wants it any more.
final class DownloadWatch: Sendable {
  enum Expiry: Sendable { case deadline, stall, unwanted }

  private let clock = ContinuousClock()
  private let end: ContinuousClock.Instant
  private let stall: Duration
  private let goesOn: @Sendable () -> Bool
  private let heard: Mutex<ContinuousClock.Instant>

  init(_ download: Download) {
    end = clock.now.advanced(by: download.deadline)
    stall = download.stall
    goesOn = download.goesOn
    heard = Mutex(clock.now)
  }

  /// Something has come.
  func touch() { heard.withLock { $0 = clock.now } }

  /// Returns when it is over, or when the task is cancelled (nil).
  func expiry() async -> Expiry? {
    while !Task.isCancelled {
      let quiet = heard.withLock { $0 }.advanced(by: stall)
      if !goesOn() { return .unwanted }
      if clock.now >= end { return .deadline }
      if clock.now >= quiet { return .stall }
      let soon = clock.now.advanced(by: .milliseconds(500))
      try? await Task.sleep(until: min(end, quiet, soon), clock: clock)
    }
    return nil
  }
}
