/// The clocks of a host.
package protocol HostClock: Sendable {
  func now() -> HostInstant
  /// `/proc/sys/kernel/random/boot_id`.
  var bootID: String { get }
  /// Ends early, by throwing, where the task is cancelled.
  func sleep(for duration: Duration) async throws(HostError)
}

/// A moment, on both clocks.
package struct HostInstant: Sendable, Hashable {
  /// CLOCK_REALTIME, nanoseconds since 1970.
  package let wallNanoseconds: Int64
  /// CLOCK_MONOTONIC, which units' `…Monotonic` properties use.
  package let monotonicNanoseconds: UInt64

  package init(wallNanoseconds: Int64, monotonicNanoseconds: UInt64) {
    self.wallNanoseconds = wallNanoseconds
    self.monotonicNanoseconds = monotonicNanoseconds
  }

  /// A moment that somebody else tells, on one clock.
  package enum Mark: Sendable, Hashable {
    case monotonic(nanoseconds: UInt64)
    case wall(nanoseconds: Int64)
  }
}
