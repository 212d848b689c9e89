import ConvergeCore
import ConvergeSystems
import Testing

@Suite struct `A unit's lines in the journal` {
  private func entries(_ told: [[String: String]]) -> [JournalEntry] {
    told.enumerated().map { index, fields in
      JournalEntry(wallMicroseconds: Int64(1000 - index), fields: fields)
    }
  }

  private let started = [
    "MESSAGE_ID": "39f53479d3a045ac8e11786248231fbf", "JOB_TYPE": "start", "JOB_RESULT": "done",
  ]
  private let starting = ["MESSAGE_ID": "7d4958e842da4a758f6c1cdc7b36dcc5", "JOB_TYPE": "start"]
  private let stopping = ["MESSAGE_ID": "de5b426a63be47a7b6ac3eaac82e2f6f", "JOB_TYPE": "stop"]
  private let stopped = [
    "MESSAGE_ID": "9d1aaa27d60140bd96365438aad20286", "JOB_TYPE": "stop", "JOB_RESULT": "done",
  ]
  private let ended = ["MESSAGE_ID": "7ad2d189f7e94e70a38c781354912448"]
  private let killed = [
    "MESSAGE_ID": "98e322203f7a4ed290d09fe03c09fe15", "EXIT_CODE": "killed", "EXIT_STATUS": "9",
    "COMMAND": "ExecStart",
  ]
  private let failed = [
    "MESSAGE_ID": "d9b373ed55a64feb8242e02dbe79a49c", "UNIT_RESULT": "signal",
  ]

  @Test func `tell that a job stopped it, and when`() throws {
    let record = try #require(
      UnitRecord(entries([stopped, ended, stopping, started]), until: 2000, hasEnded: true))
    #expect(record.text == "a job of systemd stopped it")
    #expect(record.wallMicroseconds == 1000)
  }

  @Test func `tell by which signal its process ended, and nothing of the stop before`() throws {
    let record = try #require(
      UnitRecord(
        entries([failed, killed, started, starting, stopped]), until: 2000, hasEnded: true))
    #expect(record.text == "its main process was killed by SIGKILL")
  }

  @Test func `tell that a job stopped it where the line of its end is still to come`() throws {
    let record = try #require(
      UnitRecord(entries([ended, stopping, started]), until: 2000, hasEnded: true))
    #expect(record.text == "a job of systemd stopped it")
  }

  @Test
  func `say nothing with those that came after the run began, by the clock of who wrote them`()
    throws
  {
    var ours = started
    ours["_SOURCE_REALTIME_TIMESTAMP"] = "900"
    var theirs = stopped
    theirs["_SOURCE_REALTIME_TIMESTAMP"] = "899"
    let record = try #require(
      UnitRecord(entries([ours, theirs, started]), until: 900, hasEnded: true))
    #expect(record.text == "a job of systemd stopped it")
    #expect(record.wallMicroseconds == 899)
  }

  @Test func `tell that it ended by itself where no job and no failure did it`() throws {
    let record = try #require(UnitRecord(entries([ended, started]), until: 2000, hasEnded: true))
    #expect(record.text == "it ended by itself, without a failure")
  }

  @Test func `tell when what it was before had begun`() throws {
    let end = try #require(
      UnitRecord(entries([failed, killed, started, stopped]), until: 2000, hasEnded: true))
    #expect(end.formerMicroseconds == 998)
    let start = try #require(
      UnitRecord(entries([started, starting, stopped]), until: 2000, hasEnded: false))
    #expect(start.wallMicroseconds == 1000)
    #expect(start.formerMicroseconds == 998)
  }

  @Test func `tell that a job started it`() throws {
    let record = try #require(
      UnitRecord(entries([started, starting, stopped]), until: 2000, hasEnded: false))
    #expect(record.text == "a job of systemd started it")
  }

  @Test func `tell nothing where the last of them tell of something else`() {
    #expect(UnitRecord(entries([started, stopped]), until: 2000, hasEnded: true) == nil)
    #expect(UnitRecord(entries([stopped, started]), until: 2000, hasEnded: false) == nil)
    #expect(UnitRecord(entries([failed, killed, started]), until: 2000, hasEnded: false) == nil)
    #expect(UnitRecord(entries([starting, stopped]), until: 2000, hasEnded: true) == nil)
    #expect(UnitRecord([], until: 2000, hasEnded: true) == nil)
  }
}
