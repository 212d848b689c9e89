import ConvergeCore
import ConvergeReport
import Testing

@testable import ConvergeAgent

private let motd = Identity(.path, "/etc/motd")

private func vim() -> SightedProcess {
  var process = SightedProcess(pid: 4211, name: "vim", source: .alive)
  process.executable = "/usr/bin/vim.basic"
  process.commandLine = "vim /etc/motd"
  process.user = 0
  process.loginUser = 1000
  process.unit = "session-3.scope"
  return process
}

private func sighting(
  _ culprit: Sighting.Culprit, atSeconds seconds: Int64, of identity: Identity = motd
) -> Sighting {
  Sighting(
    .changed(identity),
    at: HostInstant(wallNanoseconds: seconds * 1_000_000_000, monotonicNanoseconds: 0), by: culprit)
}

@Suite struct `The book of sightings` {
  @Test func `the last who was seen is told, with all that is known`() throws {
    var book = SightingBook()
    book.note([sighting(.process(vim()), atSeconds: 1_795_000_000)])
    let report = ActorReport(try #require(book.latest(motd))) { $0 == 1000 ? "alice" : nil }
    #expect(report.process == "vim")
    #expect(report.pid == 4211)
    #expect(report.user == "0")
    #expect(report.loginUser == "alice")
    #expect(report.command == "vim /etc/motd")
    #expect(report.unit == "session-3.scope")
    #expect(report.known == "read while the process was there")
    #expect(report.at == Timestamp(seconds: 1_795_000_000).description)
  }

  @Test func `of one deed the process counts before nobody`() {
    var book = SightingBook()
    book.note([
      sighting(.process(vim()), atSeconds: 100), sighting(.unknown("gone"), atSeconds: 101),
    ])
    #expect(book.latest(motd)?.culprit == .process(vim()))
    book.note([sighting(.unknown("gone"), atSeconds: 200)])
    #expect(book.latest(motd)?.culprit == .unknown("gone"))
  }

  @Test func `a unit's file that is removed names who did it, not systemd's word of it`() {
    let seen = SightingBook.Entry(wallNanoseconds: 100, culprit: .process(vim()))
    let heard = SightingBook.Entry(wallNanoseconds: 200, culprit: .unknown("systemd told"))
    let later = SightingBook.Entry(wallNanoseconds: 9_000_000_000, culprit: .unknown("again"))
    #expect(SightingBook.telling([heard, seen]) == seen)
    #expect(SightingBook.telling([heard, later, seen]) == later)
    #expect(SightingBook.telling([]) == nil)
  }

  @Test func `what was seen before the thing was as declared says nothing`() {
    var book = SightingBook()
    book.note([sighting(.process(vim()), atSeconds: 100)])
    #expect(book.latest(motd, sinceWallNanoseconds: 101_000_000_000) == nil)
    #expect(book.latest(motd, sinceWallNanoseconds: 99_000_000_000) != nil)
  }

  @Test func `what we did ourselves is not in it`() {
    var book = SightingBook()
    book.note([sighting(.ourselves, atSeconds: 100)])
    #expect(book == SightingBook())
  }

  @Test func `it is read as it was written`() {
    var book = SightingBook()
    book.note([
      sighting(.process(vim()), atSeconds: 100),
      sighting(.unknown("process 7 had ended"), atSeconds: 120, of: Identity(.user, "app")),
    ])
    #expect(SightingBook(json: book.json) == book)
  }

  @Test(arguments: ["", "{", "[]", "{\"version\":2,\"things\":[]}", "{\"version\":1,\"things\":3}"])
  func `what is none is an empty one`(text: String) {
    #expect(SightingBook(json: Array(text.utf8)) == SightingBook())
  }

  @Test func `it stays bounded, and forgets the oldest`() {
    var book = SightingBook()
    for number in 0..<3000 {
      book.note([
        sighting(
          .process(vim()), atSeconds: Int64(number), of: Identity(.path, "/srv/\(number)"))
      ])
    }
    #expect(book.entries.count == SightingBook.thingLimit)
    #expect(book.latest(Identity(.path, "/srv/0")) == nil)
    #expect(book.latest(Identity(.path, "/srv/2999")) != nil)
    for number in 0..<10 {
      var other = vim()
      other.pid = Int32(number + 2)
      book.note([sighting(.process(other), atSeconds: 4000 + Int64(number))])
    }
    #expect(book.entries[motd]?.count == SightingBook.entryLimit)
  }

  private func stop(atSeconds seconds: Int64) -> Sighting {
    var process = SightedProcess(pid: 812, name: "systemctl", source: .alive)
    (process.commandLine, process.user, process.loginUser) = ("systemctl stop nginx", 0, 1000)
    var stop = sighting(.unknown("systemd does not say who did it"), atSeconds: seconds)
    stop.told = "a job of systemd stopped it"
    stop.commands = [SightedCommand(process, atWallNanoseconds: seconds * 1_000_000_000)]
    return stop
  }

  @Test func `what was told and what ran then is told, and nobody named for it`() throws {
    var book = SightingBook()
    book.note([stop(atSeconds: 100), sighting(.unknown("nobody"), atSeconds: 101)])
    #expect(SightingBook(json: book.json) == book)
    let report = ActorReport(try #require(book.latest(motd))) { $0 == 1000 ? "anna" : "root" }
    #expect(report.process == "")
    #expect(report.told == "a job of systemd stopped it")
    let command = try #require(report.commands?.first)
    #expect(command.command == "systemctl stop nginx")
    #expect(command.pid == 812)
    #expect(command.user == "root")
    #expect(command.loginUser == "anna")
  }

  @Test func `what a run's own work shows does not displace what was seen before it`() throws {
    var book = SightingBook()
    book.note([stop(atSeconds: 100)])
    var ours = sighting(.unknown("nobody"), atSeconds: 101)
    ours.told = "a job of systemd started it"
    book.note([ours], amidRunSince: 100_500_000_000)
    #expect(SightingBook(json: book.json) == book)
    #expect(book.latest(motd)?.told == "a job of systemd stopped it")
  }

  @Test func `a command of a change that was put right says nothing of the next one`() throws {
    var book = SightingBook()
    book.note([stop(atSeconds: 100)])
    var next = stop(atSeconds: 100)
    next = Sighting(
      next.event, at: HostInstant(wallNanoseconds: 102_000_000_000, monotonicNanoseconds: 0),
      by: next.culprit)
    next.commands = stop(atSeconds: 100).commands
    book.note([next], amidRunSince: 101_000_000_000)
    var inSync = book
    inSync.settle([motd], beforeWallNanoseconds: 101_000_000_000)
    #expect(inSync.latest(motd)?.commands.count == 1)
    book.settle([motd], beforeWallNanoseconds: 101_000_000_000, corrected: [motd])
    let left = try #require(book.latest(motd))
    #expect(left.wallNanoseconds == 102_000_000_000)
    #expect(left.commands.isEmpty)
  }

  @Test func `what an engine says more of the same deed is told, though a run has begun`() throws {
    var book = SightingBook()
    var kill = sighting(.unknown("nobody"), atSeconds: 100)
    kill.told = "the engine says 'kill' with SIGKILL"
    book.note([kill])
    var die = sighting(.unknown("nobody"), atSeconds: 101)
    die.told = "the engine says 'kill' with SIGKILL, 'die' with exit status 137"
    book.note([die], amidRunSince: 100_500_000_000)
    var ours = sighting(.unknown("nobody"), atSeconds: 102)
    ours.told = "the engine says 'start'"
    book.note([ours], amidRunSince: 100_500_000_000)
    let told = try #require(book.latest(motd))
    #expect(told.told == die.told)
    #expect(told.wallNanoseconds == 100_000_000_000)
  }
}
