import ConvergeCore
import ConvergeGraph
import Testing

@Suite struct ScheduleTests {
  @Test func `a phase starts when everything of the earlier ones has ended`() throws {
    var declared = Declared()
    declared.add("package:p", phase: .packages)
    declared.add("package:q", phase: .packages)
    declared.path("file:/f")
    var schedule = Schedule(try #require(declared.build().graph))
    #expect(schedule.next() == [0, 1])
    schedule.finish(1)
    #expect(schedule.next() == [])
    schedule.finish(0)
    #expect(schedule.next() == [2])
    #expect(!schedule.isFinished)
    schedule.finish(2)
    #expect(schedule.isFinished)
    #expect(schedule.next() == [])
  }

  @Test func `commands never run two at once, other resources do beside them`() throws {
    var declared = Declared()
    let file = declared.path("file:/f")
    declared.command("command:a")
    declared.command("command:b")
    declared.add("service:s", phase: .services)
    declared.edge(1, file)
    declared.edge(2, file)
    declared.edge(3, file)
    var schedule = Schedule(try #require(declared.build().graph))
    #expect(schedule.next() == [3, 1])
    #expect(schedule.next() == [])
    schedule.finish(1)
    #expect(schedule.next() == [2])
    schedule.finish(3)
    schedule.finish(2)
    #expect(schedule.next() == [0])
  }

  @Test func `edges to what is not selected fall away`() throws {
    var declared = Declared()
    declared.path("directory:/srv")
    declared.path("file:/srv/a")
    declared.command("command:c")
    declared.command("command:d")
    declared.edge(2, 3)
    var schedule = Schedule(try #require(declared.build().graph), selected: [1, 3])
    #expect(schedule.next() == [1])
    schedule.finish(1)
    #expect(schedule.next() == [3])
    schedule.finish(3)
    #expect(schedule.isFinished)
  }

  @Test func `nothing selected is finished at once`() throws {
    var declared = Declared()
    declared.path("directory:/srv")
    let schedule = Schedule(try #require(declared.build().graph), selected: [])
    #expect(schedule.isFinished)
  }
}
