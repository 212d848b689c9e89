import Testing

@testable import ConvergeCommands

@Suite struct RefreshScheduleTests {
  @Test func `what runs is told of after a second, and then four times a minute`() {
    var schedule = RefreshSchedule()
    let tenth: UInt64 = 100_000_000
    let start: UInt64 = 5_000_000_000
    let told = (0..<600).filter { schedule.isDue(atNanoseconds: start + UInt64($0) * tenth) }
    #expect(told == [10, 160, 310, 460])
  }
}
