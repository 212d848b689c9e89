import ConvergeAgent
import Testing

@Suite struct AgentAgendaTests {
  private static let second: UInt64 = 1_000_000_000
  private static let wall: Int64 = 1_800_000_000

  private var agenda = AgentAgenda(
    schedule: PassSchedule(interval: .seconds(600), splay: .zero, machineID: "m"))

  /// Seconds after the agent's start, which is at a time of the schedule.
  private func at(_ seconds: Int64) -> AgentMoment {
    AgentMoment(
      wallSeconds: Self.wall + seconds,
      bootNanoseconds: 5 * Self.second + UInt64(seconds) * Self.second)
  }

  private func seconds(_ action: AgentAgenda.Action) -> Int64? {
    guard case .wait(let until) = action else { return nil }
    return Int64((until - 5 * Self.second) / Self.second)
  }

  @Test mutating func `a pass at the start, and then one in each interval`() {
    #expect(agenda.next(at: at(0)) == .pass(.start))
    agenda.begin(at: at(0))
    agenda.end(at: at(2), isMade: true, opensIn: nil)
    #expect(seconds(agenda.next(at: at(2))) == 600)
    #expect(agenda.next(at: at(600)) == .pass(.interval))
  }

  @Test mutating func `a pass that could not be made is tried again, ever later`() {
    var waits: [Int64] = []
    var now: Int64 = 0
    for _ in 1...4 {
      agenda.begin(at: at(now))
      agenda.end(at: at(now), isMade: false, opensIn: nil)
      let next = seconds(agenda.next(at: at(now))) ?? -1
      waits.append(next - now)
      now = next
      #expect(agenda.next(at: at(now)) == .pass(.retry))
    }
    #expect(waits[..<3] == [60, 120, 240])
  }

  @Test mutating func `a window that opens is a reason for a pass`() {
    agenda.begin(at: at(0))
    agenda.end(at: at(1), isMade: true, opensIn: .seconds(100))
    #expect(seconds(agenda.next(at: at(1))) == 101)
    #expect(agenda.next(at: at(101)) == .pass(.window))
    agenda.begin(at: at(101))
    agenda.end(at: at(102), isMade: true, opensIn: nil)
    #expect(seconds(agenda.next(at: at(102))) == 600)
  }

  @Test mutating func `a disabled agent makes no pass, and looks again soon`() {
    agenda.isDisabled = true
    #expect(seconds(agenda.next(at: at(0))) == 15)
    agenda.isDisabled = false
    #expect(agenda.next(at: at(7)) == .pass(.start))
  }

  @Test mutating func `what is wanted while a pass is under way is done after it`() {
    agenda.begin(at: at(0))
    agenda.want(.reload)
    agenda.end(at: at(1), isMade: true, opensIn: nil)
    #expect(agenda.next(at: at(1)) == .pass(.reload))
  }

  @Test mutating func `a set clock moves the next pass, and does not lose it`() {
    agenda.begin(at: at(0))
    agenda.end(at: at(1), isMade: true, opensIn: nil)
    let hourBack = AgentMoment(
      wallSeconds: Self.wall - 3500, bootNanoseconds: at(100).bootNanoseconds)
    agenda.clockWasSet(at: hourBack)
    let next = seconds(agenda.next(at: hourBack)) ?? -1
    #expect((300...900).contains(next))
  }
}
