import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Files are read` {
  let scratch: Scratch
  let files = LocalFiles()

  init() throws { scratch = try Scratch() }

  @Test func `a file's status is what lstat tells`() throws {
    try scratch.write("motd", "hello\n", mode: 0o640)
    let status = try #require(try files.status(scratch("motd")))
    #expect(status.type == .file)
    #expect(status.mode == 0o640)
    #expect(status.sizeBytes == 6)
    #expect(status.user == geteuid())
    #expect(status.links == 1)
  }

  @Test func `nothing is nil, and so is what lies below nothing`() throws {
    #expect(try files.status(scratch("missing")) == nil)
    #expect(try files.status(scratch("missing/below")) == nil)
    #expect(try files.resolve(scratch("missing/below")) == nil)
  }

  @Test func `the root directory has a status`() throws {
    #expect(try files.status("/")?.type == .directory)
    #expect(try files.list("/").contains("etc"))
  }

  @Test(arguments: ["", "etc/passwd", "/etc/", "/etc/passwd\0.d", "/\0"])
  func `a path that is not absolute and normal is refused`(path: String) {
    #expect(throws: HostError.self) { try files.status(path) }
  }

  @Test(arguments: [0, 1, 4095, 4096, 4097, 300_000])
  func `all bytes of a file are read`(size: Int) throws {
    let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Data(bytes).write(to: URL(filePath: scratch("data")))
    #expect(try files.read(scratch("data"), limitBytes: size) == bytes)
  }

  @Test func `a file that says that it is empty is read to its end`() throws {
    let text = try files.read("/proc/self/status", limitBytes: 1 << 20)
    #expect(String(decoding: text, as: UTF8.self).contains("VmRSS"))
  }

  @Test func `a file over the limit is too large`() throws {
    try scratch.write("data", "12345")
    let error = #expect(throws: HostError.self) { try files.read(scratch("data"), limitBytes: 4) }
    #expect(error?.reason == .tooLarge)
    let other = #expect(throws: HostError.self) {
      try files.read("/proc/self/status", limitBytes: 10)
    }
    #expect(other?.reason == .tooLarge)
  }

  @Test func `a pipe is not waited for, and told as what it is`() throws {
    mkfifo(scratch("pipe"), 0o600)
    let error = #expect(throws: HostError.self) { try files.read(scratch("pipe"), limitBytes: 9) }
    #expect(error?.reason == .wrongType)
    #expect(error?.because == "it is a pipe, not a regular file")
  }

  @Test func `a directory and a link are not read as files`() throws {
    scratch.link("link", to: "/etc/passwd")
    for path in [scratch("link"), scratch.path] {
      let error = #expect(throws: HostError.self) { try files.read(path, limitBytes: 1 << 20) }
      #expect(error?.reason == .wrongType)
    }
  }

  @Test func `a link says where it leads`() throws {
    scratch.link("link", to: "../somewhere else")
    #expect(try files.target(ofLink: scratch("link")) == "../somewhere else")
    try scratch.write("file", "")
    let error = #expect(throws: HostError.self) { try files.target(ofLink: scratch("file")) }
    #expect(error?.because == "it is not a symbolic link")
  }

  @Test func `a listing is sorted by bytes`() throws {
    for name in ["b", "a", "B", "é", "._"] { try scratch.write(name, "") }
    #expect(try files.list(scratch.path) == ["._", "B", "a", "b", "é"])
  }

  @Test func `a file where a directory must be is told`() throws {
    try scratch.write("file", "")
    let error = #expect(throws: HostError.self) { try files.status(scratch("file/below")) }
    #expect(error?.reason == .wrongType)
  }

  @Test func `a thousand files of a directory are seen after others have changed them`() throws {
    scratch.directory("d")
    for round in 0..<3 {
      for number in 0..<20 { try scratch.write("d/\(number)", "round \(round)") }
      for number in 0..<20 {
        let text = try files.read(scratch("d/\(number)"), limitBytes: 100)
        #expect(String(decoding: text, as: UTF8.self) == "round \(round)")
      }
    }
  }
}
