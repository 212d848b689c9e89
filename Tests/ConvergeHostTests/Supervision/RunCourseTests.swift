import Testing

@testable import ConvergeHost

@Suite struct `The course of a run` {
  private var course = RunCourse(now: 1000, timeout: 500, killAfter: 200)

  @Test mutating func `is over with its program, whatever that has left`() {
    #expect(step(1000) == .wait(until: 1500))
    #expect(step(1499) == .wait(until: 1500))
    #expect(step(1499, programHasEnded: true) == .over)
    #expect(course.stop == nil)
  }

  @Test mutating func `is TERM at the timeout, KILL after the grace, until all are gone`() {
    #expect(step(1500) == .terminate)
    #expect(course.stop == .timeout)
    #expect(step(1501) == .wait(until: 1551))
    #expect(step(1690, programHasEnded: true) == .wait(until: 1700))
    #expect(step(1700, programHasEnded: true) == .kill)
    #expect(step(1720) == .kill)
    #expect(step(1740, programHasEnded: true, allHaveEnded: true) == .over)
  }

  @Test mutating func `ends though no KILL helps`() {
    #expect(step(1500) == .terminate)
    #expect(step(11_699) == .kill)
    #expect(step(11_700) == .over)
  }

  @Test mutating func `is the same where it is told to stop, but for the reason`() {
    course.tellToStop()
    #expect(step(1001) == .terminate)
    #expect(course.stop == .told)
    #expect(step(1201) == .kill)
    #expect(step(1600, programHasEnded: true, allHaveEnded: true) == .over)
    #expect(course.stop == .told)
  }

  private mutating func step(
    _ now: Int64, programHasEnded: Bool = false, allHaveEnded: Bool = false
  ) -> RunCourse.Step {
    course.step(now: now, programHasEnded: programHasEnded) { allHaveEnded }
  }
}
