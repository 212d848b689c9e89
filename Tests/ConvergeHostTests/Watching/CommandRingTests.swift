import ConvergeCore
import Testing

@testable import ConvergeHost

@Suite struct `The ring of commands` {
  private var ring = CommandRing()

  private mutating func note(
    _ text: String, pid: Int32, at milliseconds: Int64, user: UInt32 = 0, login: UInt32? = nil
  ) throws {
    let acting = try #require(ActingCommand(text.split(separator: " ").map(String.init)))
    var process = SightedProcess(pid: pid, name: "systemctl", source: .alive)
    (process.commandLine, process.user, process.loginUser) = (text, user, login)
    ring.note(SightedCommand(process, atWallNanoseconds: 0), acting, at: milliseconds)
  }

  private func naming(_ unit: String, since: Int64 = 0) -> [Int32] {
    ring.naming(since: since) { $0.names(unit: unit, mainProcess: nil) }.map(\.process.pid)
  }

  @Test mutating func `tells of each unit what names it, of what is done at once`() throws {
    try note("systemctl stop nginx", pid: 7, at: 100)
    try note("systemctl disable --now api", pid: 8, at: 100)
    #expect(naming("nginx.service") == [7])
    #expect(naming("api.service") == [8])
    #expect(naming("db.service") == [])
  }

  @Test mutating func `leaves out what began too long ago`() throws {
    try note("systemctl stop nginx", pid: 7, at: 100)
    #expect(naming("nginx.service", since: 101) == [])
  }

  @Test mutating func `tells a program that replaced another once`() throws {
    try note("env systemctl stop nginx", pid: 7, at: 100)
    try note("systemctl stop nginx", pid: 7, at: 101)
    #expect(naming("nginx.service") == [7])
  }

  @Test mutating func `tells sudo's own line only where nothing else tells who logged in`() throws {
    try note("sudo systemctl stop nginx", pid: 6, at: 100, user: 1000)
    try note("systemctl stop nginx", pid: 7, at: 101, login: nil)
    #expect(naming("nginx.service") == [6, 7])
    try note("sudo systemctl stop api", pid: 8, at: 100, user: 1000, login: 1000)
    try note("systemctl stop api", pid: 9, at: 101, login: 1000)
    #expect(naming("api.service") == [9])
  }

  @Test mutating func `stays bounded, and tells the last few`() throws {
    for number in 0..<500 {
      try note("systemctl stop nginx", pid: Int32(number + 10), at: Int64(number))
    }
    #expect(ring.count == CommandRing.limit)
    #expect(naming("nginx.service") == [507, 508, 509])
  }
}
