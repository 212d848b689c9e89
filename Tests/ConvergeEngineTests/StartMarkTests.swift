import ConvergeCore
import Testing

@testable import ConvergeEngine

/// When a start may stand for a refresh (`language.md`, section 3).
@Suite struct StartMarkTests {
  private let change = HostInstant(
    wallNanoseconds: 1_000_000_000_000, monotonicNanoseconds: 5_000_000_000)

  private func now(wallStep: Int64 = 0) -> HostInstant {
    HostInstant(
      wallNanoseconds: change.wallNanoseconds + 2_000_000_000 + wallStep,
      monotonicNanoseconds: change.monotonicNanoseconds + 2_000_000_000)
  }

  @Test func `a later start on the monotonic clock counts`() {
    #expect(change.isBefore(.monotonic(nanoseconds: 5_000_000_001), now: now()))
  }

  @Test func `an equal or earlier one does not`() {
    #expect(!change.isBefore(.monotonic(nanoseconds: 5_000_000_000), now: now()))
    #expect(!change.isBefore(.monotonic(nanoseconds: 4_999_999_999), now: now()))
  }

  @Test func `a later start on the wall clock counts while that clock was not set`() {
    let start = HostInstant.Mark.wall(nanoseconds: change.wallNanoseconds + 1)
    #expect(change.isBefore(start, now: now()))
    #expect(!change.isBefore(start, now: now(wallStep: 3_600_000_000_000)))
    #expect(!change.isBefore(start, now: now(wallStep: -3_600_000_000_000)))
  }
}
