import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Copies by digest` {
  let scratch: Scratch
  let files = LocalFiles()

  init() throws { scratch = try Scratch() }

  private func copy(_ text: String, limit: Int64 = 1 << 20) -> VerifiedCopy {
    VerifiedCopy(of: scratch("a"), digest: Digest(of: text), limitBytes: limit, mode: 0o500)
  }

  @Test(arguments: [0, 1, 262_144, 262_145, 1_000_000])
  func `a file of any size is hashed and copied`(count: Int) throws {
    let text = String(repeating: "x", count: count)
    try scratch.write("a", text)
    #expect(try files.digest(of: scratch("a"), limitBytes: Int64(count)) == Digest(of: text))
    try files.stage(copy(text), at: scratch("b"))
    #expect(try scratch.text("b") == text)
    #expect(try files.status(scratch("b"))?.mode == 0o500)
  }

  @Test func `other bytes than the digest says leave no file`() throws {
    try scratch.write("a", "changed")
    let error = #expect(throws: HostError.self) {
      try files.stage(copy("original"), at: scratch("b"))
    }
    #expect(error?.reason == .refused)
    #expect(error?.because.contains(Digest(of: "changed").hexadecimal) == true)
    #expect(scratch.names == ["a"])
  }

  @Test func `more than the limit leaves no file`() throws {
    try scratch.write("a", "four")
    let error = #expect(throws: HostError.self) {
      try files.stage(copy("four", limit: 3), at: scratch("b"))
    }
    #expect(error?.reason == .tooLarge)
    #expect(scratch.names == ["a"])
    #expect(throws: HostError.self) { try files.digest(of: scratch("a"), limitBytes: 3) }
  }

  @Test func `a link is not followed, and a file that is there stays`() throws {
    try scratch.write("real", "four")
    scratch.link("a", to: "real")
    #expect(throws: HostError.self) { try files.digest(of: scratch("a"), limitBytes: 9) }
    #expect(throws: HostError.self) { try files.stage(copy("four"), at: scratch("b")) }
    unlink(scratch("a"))
    try scratch.write("a", "four")
    let error = #expect(throws: HostError.self) {
      try files.stage(copy("four"), at: scratch("real"))
    }
    #expect(error?.reason == .exists)
    #expect(scratch.names == ["a", "real"])
  }

  @Test func `a directory has no digest`() throws {
    scratch.directory("a")
    let error = #expect(throws: HostError.self) {
      try files.digest(of: scratch("a"), limitBytes: 9)
    }
    #expect(error?.reason == .wrongType)
  }
}
