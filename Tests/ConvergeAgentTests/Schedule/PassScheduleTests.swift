import ConvergeAgent
import Testing

@Suite struct PassScheduleTests {
  private static let minute: UInt64 = 60_000_000_000
  private let schedule = PassSchedule(
    interval: .seconds(1800), splay: .seconds(300), machineID: "0123456789abcdef")

  private func moment(wall: Int64, boot: UInt64) -> AgentMoment {
    AgentMoment(wallSeconds: wall, bootNanoseconds: boot)
  }

  @Test func `the first pass is at once`() {
    #expect(schedule.deadline(after: nil, at: moment(wall: 1_800_000_000, boot: 77)) == 77)
  }

  @Test func `a host has its own part of the splay, ever the same`() {
    let offsets = (0..<200).map {
      PassSchedule.offset(below: .seconds(300), "machine\($0)")
    }
    #expect(offsets.allSatisfy { $0 >= .zero && $0 <= .seconds(300) })
    #expect(Set(offsets).count > 150)
    #expect(offsets[7] == PassSchedule.offset(below: .seconds(300), "machine7"))
    #expect(PassSchedule.offset(below: .zero, "machine7") == .zero)
  }

  @Test func `passes come at the same times of the clock, whenever the agent was started`() {
    let wall: Int64 = 1_800_000_000
    var targets: Set<Int64> = []
    for minutes in [0, 3, 11, 20, 29] {
      let start = moment(wall: wall + Int64(minutes) * 60, boot: UInt64(minutes) * Self.minute)
      let due = schedule.deadline(after: start.bootNanoseconds, at: start)
      let target = start.wallSeconds + Int64((due - start.bootNanoseconds) / 1_000_000_000)
      targets.insert((target - schedule.offset.components.seconds) % 1800)
    }
    #expect(targets.allSatisfy { $0 <= 1 || $0 >= 1799 }, "\(targets)")
  }

  @Test(arguments: [-3600, 3600, -86_400, 86_400 * 365])
  func `a clock that somebody sets holds up no pass for long`(jump: Int64) {
    let start = moment(wall: 1_800_000_000, boot: 10 * Self.minute)
    let now = moment(wall: start.wallSeconds + jump, boot: start.bootNanoseconds + Self.minute)
    let due = schedule.deadline(after: start.bootNanoseconds, at: now)
    #expect(due >= start.bootNanoseconds + 15 * Self.minute)
    #expect(due <= start.bootNanoseconds + 45 * Self.minute)
  }

  @Test func `after a night's sleep one pass is due, and it is due now`() {
    let start = moment(wall: 1_800_000_000, boot: 10 * Self.minute)
    let awake = moment(
      wall: start.wallSeconds + 8 * 3600, boot: start.bootNanoseconds + 480 * Self.minute)
    #expect(schedule.deadline(after: start.bootNanoseconds, at: awake) == awake.bootNanoseconds)
  }

  @Test func `a clock at the ends of time does not stop the agent`() {
    for wall in [Int64.min, -1, 0, Int64.max] {
      let due = schedule.deadline(after: 0, at: moment(wall: wall, boot: 1))
      #expect(due <= 45 * Self.minute)
    }
  }
}
