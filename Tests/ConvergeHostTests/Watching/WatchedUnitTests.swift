import ConvergeCore
import Testing

@testable import ConvergeHost

@Suite struct `What is heard of a unit` {
  private func properties(_ told: [(String, BusValue)]) -> [BusValue] {
    told.map { .dictionaryEntry(.text($0.0), .variant($0.1)) }
  }

  private func state(_ state: String, job: UInt32 = 0) -> [BusValue] {
    properties([
      ("ActiveState", .text(state)), ("Job", .structure([.uint32(job), .objectPath("/")])),
    ])
  }

  private func process(_ result: String, code: Int32 = 0, status: Int32 = 0) -> [BusValue] {
    properties([
      ("Result", .text(result)), ("ExecMainPID", .uint32(812)), ("ExecMainCode", .int32(code)),
      ("ExecMainStatus", .int32(status)),
    ])
  }

  @Test func `is a job's work where a job has ended with it`() {
    var unit = WatchedUnit()
    unit.take(state("active"), at: 0)
    unit.take(state("deactivating", job: 7), at: 1000)
    #expect(unit.isBusy)
    #expect(unit.told == nil)
    unit.take(process("success", code: 2, status: 15), at: 2000)
    unit.take(state("inactive"), at: 2000)
    #expect(!unit.isBusy)
    #expect(unit.told == "a job of systemd stopped it")
    #expect(unit.deed.since == 0)
  }

  @Test func `is the end of its process where no job had to do with it`() {
    var unit = WatchedUnit()
    unit.take(state("activating", job: 7), at: 0)
    unit.take(state("active"), at: 10)
    #expect(unit.told == "a job of systemd started it")
    unit.take(process("signal", code: 2, status: 9), at: 50)
    unit.take(state("failed"), at: 50)
    #expect(unit.told == "its main process was killed by SIGKILL")
    #expect(unit.mainProcess == 812)
  }

  @Test func `is the end of its process after a job has started it a moment before`() {
    var unit = WatchedUnit()
    unit.take(state("activating", job: 7), at: 0)
    unit.take(state("active"), at: 10)
    unit.take(process("success", code: 2, status: 15), at: 50)
    unit.take(state("inactive"), at: 50)
    #expect(unit.told == "its main process was killed by SIGTERM")
  }

  @Test func `begins a deed of its own after the files of units were read for another`() {
    var unit = WatchedUnit()
    unit.noteFilesRead(at: 10_000, goesOn: true)
    unit.noteFilesRead(at: 10_900, goesOn: false)
    unit.take(state("deactivating", job: 7), at: 13_000)
    #expect(unit.deed.since == 10_900)
    unit.noteFilesRead(at: 13_010, goesOn: false)
    unit.take(state("inactive"), at: 20_000)
    #expect(unit.deed.since == 10_900)
  }
}
