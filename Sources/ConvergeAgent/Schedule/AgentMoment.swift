/// A moment on the two clocks that an agent lives by.
package struct AgentMoment: Sendable, Hashable {
  /// CLOCK_REALTIME, in seconds since 1970; somebody may set it.
  package var wallSeconds: Int64
  /// CLOCK_BOOTTIME, in nanoseconds: it only goes forward, also while the machine sleeps.
  package var bootNanoseconds: UInt64

  package init(wallSeconds: Int64, bootNanoseconds: UInt64) {
    self.wallSeconds = wallSeconds
    self.bootNanoseconds = bootNanoseconds
  }
}
