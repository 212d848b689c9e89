import ConvergeCore
import ConvergeHost
import Foundation
import Testing

/// Whether a path that leads over a link is walked.
@Suite struct `Links in a path` {
  let scratch: Scratch
  let files = LocalFiles()

  init() throws {
    scratch = try Scratch()
    scratch.directory("real")
    try scratch.write("real/file", "content")
  }

  @Test func `a link of ours in a directory of ours is followed`() throws {
    scratch.link("link", to: "real")
    scratch.link("absolute", to: scratch("link"))
    #expect(try files.status(scratch("absolute/file"))?.sizeBytes == 7)
    #expect(try files.resolve(scratch("absolute/file")) == scratch("real/file"))
    try files.stage(Candidate("new"), at: scratch("link/new"))
    #expect(try scratch.text("real/new") == "new")
  }

  @Test func `a link upwards is followed`() throws {
    scratch.directory("real/deep")
    scratch.link("real/deep/up", to: "..")
    #expect(try files.resolve(scratch("real/deep/up/file")) == scratch("real/file"))
  }

  @Test func `the last link is resolved, and a dangling one leads nowhere`() throws {
    scratch.link("link", to: "real/file")
    scratch.link("dangling", to: "nothing")
    #expect(try files.resolve(scratch("link")) == scratch("real/file"))
    #expect(try files.resolve(scratch("dangling")) == nil)
    #expect(try files.resolve(scratch("real")) == scratch("real"))
  }

  @Test func `a loop of links ends`() throws {
    scratch.link("a", to: "b")
    scratch.link("b", to: "a")
    let error = #expect(throws: HostError.self) { try files.status(scratch("a/file")) }
    #expect(error?.reason == .wrongType)
  }

  @Test func `an accent behind a slash hides no link from the walk`() throws {
    scratch.link("link", to: ".")
    scratch.directory("open", mode: 0o777)
    scratch.directory("real/\u{301}x")
    try scratch.write("real/\u{301}x/file", "content")
    #expect(try files.status(scratch("link/real/\u{301}x/file"))?.sizeBytes == 7)
    scratch.link("open/link", to: "../real")
    expectRefused(scratch("link/open/link/\u{301}x/file"))
  }

  @Test func `a link in a directory that its group can write is not followed`()
    throws
  {
    scratch.directory("shared", mode: 0o775)
    scratch.link("shared/link", to: "../real")
    expectRefused(scratch("shared/link/file"))
  }

  @Test func `a link in a directory that everybody can write is not followed`() throws {
    scratch.directory("open", mode: 0o777)
    scratch.link("open/link", to: "../real")
    expectRefused(scratch("open/link/file"))
    scratch.directory("sticky", mode: 0o1777)
    scratch.link("sticky/link", to: "../real")
    expectRefused(scratch("sticky/link/file"))
  }

  @Test(.enabled(if: isRoot)) func `somebody else's link is not followed`() throws {
    scratch.link("link", to: "real")
    lchown(scratch("link"), nobody, nobody)
    expectRefused(scratch("link/file"))
  }

  @Test(.enabled(if: isRoot)) func `a link below somebody else's directory is not followed`() throws
  {
    // The owner of "home" could put a directory with root's own link in the place of another.
    scratch.directory("home")
    scratch.directory("home/kept")
    scratch.link("home/kept/link", to: "../../real")
    #expect(try files.status(scratch("home/kept/link/file")) != nil)
    chown(scratch("home"), nobody, nobody)
    expectRefused(scratch("home/kept/link/file"), with: LocalFiles())
  }

  @Test(.enabled(if: isRoot)) func `the last link is never written through`() throws {
    chown(scratch.path, nobody, nobody)
    try scratch.write("real/secret", "root's", mode: 0o600)
    scratch.link("trap", to: "real/secret")
    #expect(throws: HostError.self) { try files.read(scratch("trap"), limitBytes: 100) }
    #expect(throws: HostError.self) { try files.stage(Candidate("x"), at: scratch("trap")) }
    #expect(throws: HostError.self) { try files.setMode(scratch("trap"), 0o666) }
    try files.setOwner(scratch("trap"), FileOwner(user: nobody, group: nobody))
    #expect(try files.status(scratch("real/secret"))?.user == 0)
    #expect(try files.status(scratch("real/secret"))?.mode == 0o600)
    #expect(try scratch.text("real/secret") == "root's")
    try files.stage(Candidate("new"), at: scratch(".new~"))
    try files.rename(scratch(".new~"), to: scratch("trap"))
    #expect(try files.status(scratch("trap"))?.type == .file)
    #expect(try scratch.text("real/secret") == "root's")
  }

  @Test(.enabled(if: isRoot)) func `a hard link that others could have laid is not given away`()
    throws
  {
    try scratch.write("real/secret", "root's", mode: 0o600)
    scratch.directory("home")
    Foundation.link(scratch("real/secret"), scratch("home/mine"))
    chown(scratch("home"), nobody, nobody)
    let error = #expect(throws: HostError.self) {
      try files.setOwner(scratch("home/mine"), FileOwner(user: nobody, group: nil))
    }
    #expect(error?.reason == .refused)
    #expect(try files.status(scratch("real/secret"))?.user == 0)
  }

  @Test func `a directory put in place of another is seen`() throws {
    scratch.link("link", to: "real")
    #expect(try files.status(scratch("link/file")) != nil)
    scratch.directory("other")
    try files.remove(scratch("link"))
    try files.makeLink(at: scratch("link"), to: "other", owner: nil)
    #expect(try files.status(scratch("link/file")) == nil)
    try files.rename(scratch("real"), to: scratch("moved"))
    #expect(try files.status(scratch("real/file")) == nil)
    #expect(try files.status(scratch("moved/file")) != nil)
  }

  /// - Parameter files: ones that have not yet been there, where what was seen there has changed.
  private func expectRefused(_ path: String, with files: LocalFiles? = nil) {
    let error = #expect(throws: HostError.self) { try (files ?? self.files).status(path) }
    #expect(error?.reason == .wrongType)
    #expect(error?.remedy == "a symbolic link stands there, and it is not followed")
  }
}
