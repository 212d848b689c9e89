import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct SpoolDirectoryTests {
  private let scratch: Scratch
  private let spool: SpoolDirectory

  init() throws {
    scratch = try Scratch()
    spool = SpoolDirectory("spool", in: StateDirectory(path: scratch.path))
  }

  @Test func `files wait in their order, and are nobody else's to read`() throws {
    #expect(try spool.entries() == [])
    for number in 1...12 { try spool.add("run-\(number)", Array("\(number)".utf8)) }
    let entries = try spool.entries()
    #expect(entries.map(\.label) == (1...12).map { "run-\($0)" })
    #expect(try spool.read(entries[11].name) == Array("12".utf8))
    try spool.remove(entries[0].name)
    try spool.remove(entries[0].name)
    #expect(try spool.entries().count == 11)
    try spool.add("last", [])
    #expect(try spool.entries().last?.label == "last")
    var status = stat()
    #expect(stat(scratch("spool"), &status) == 0 && status.st_mode & 0o777 == 0o700)
    #expect(
      stat(scratch("spool/\(entries[1].name)"), &status) == 0 && status.st_mode & 0o777 == 0o600)
  }

  @Test func `what is none of ours, or was not finished, is passed over`() throws {
    try spool.add("../../run/ü 1", [1])
    try scratch.write("spool/.000000000009-x.json.new~", "")
    try scratch.write("spool/notes.json", "")
    mkdir(scratch("spool/000000000002-directory.json"), 0o700)
    #expect(try spool.entries().map(\.label) == [".._.._run___1"])
  }

  @Test func `a file is replaced whole, and never through a link`() throws {
    try WholeFile.put(Array("one".utf8), at: scratch("m.prom"), mode: 0o644)
    try scratch.write(".m.prom.new~", "left by an earlier one")
    try WholeFile.put(Array("two".utf8), at: scratch("m.prom"), mode: 0o644)
    #expect(try scratch.text("m.prom") == "two")
    #expect(scratch.names == ["m.prom"])
    try scratch.write("other", "theirs")
    scratch.link("link", to: scratch("other"))
    try WholeFile.put(Array("three".utf8), at: scratch("link"), mode: 0o644)
    #expect(try scratch.text("other") == "theirs")
    #expect(throws: HostError.self) { try WholeFile.put([], at: scratch("none/m"), mode: 0o644) }
    #expect(throws: HostError.self) { try WholeFile.put([], at: "relative", mode: 0o644) }
  }
}

@Suite struct JournalSocketTests {
  @Test func `a datagram arrives as it was sent, and a journal that is away is said so`() throws {
    let scratch = try Scratch()
    let path = scratch("journal")
    let absent = #expect(throws: HostError.self) { try JournalSocket.send([1], to: path) }
    #expect(absent?.reason == .unavailable)
    let listener = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    #expect(isBound)
    let sent = Array("MESSAGE=hello\nPRIORITY=5\n".utf8)
    try JournalSocket.send(sent, to: path)
    var buffer = [UInt8](repeating: 0, count: 1024)
    let count = recv(listener, &buffer, buffer.count, Int32(MSG_DONTWAIT))
    #expect(Array(buffer.prefix(max(0, count))) == sent)
    // Nobody reads: at some time there is no room, and nobody waits for it.
    let full = #expect(throws: HostError.self) {
      for _ in 0..<100_000 { try JournalSocket.send(sent, to: path) }
    }
    #expect(full != nil)
    #expect(throws: HostError.self) {
      try JournalSocket.send(sent, to: "/" + String(repeating: "x", count: 200))
    }
  }
}
