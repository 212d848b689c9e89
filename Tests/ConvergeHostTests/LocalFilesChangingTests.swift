import CLinux
import ConvergeCore
import ConvergeHost
import Foundation
import Glibc
import Testing

@Suite struct `Files are changed` {
  let scratch: Scratch
  let files = LocalFiles()

  init() throws { scratch = try Scratch() }

  @Test func `a staged file has its content and mode, whatever the umask`() throws {
    let before = umask(0o077)
    defer { umask(before) }
    try files.stage(Candidate("hello\n", mode: 0o4755), at: scratch(".motd~"))
    #expect(try scratch.text(".motd~") == "hello\n")
    #expect(try files.status(scratch(".motd~"))?.mode == 0o4755)
  }

  @Test(.enabled(if: isRoot)) func `a staged file has its owner`() throws {
    let candidate = Candidate(
      content: [1, 2], mode: 0o600, owner: FileOwner(user: 12, group: 34), likeness: nil)
    try files.stage(candidate, at: scratch("file"))
    let status = try #require(try files.status(scratch("file")))
    #expect(status.user == 12)
    #expect(status.group == 34)
    #expect(status.mode == 0o600)
  }

  @Test func `a name that is taken is not written to`() throws {
    try scratch.write("file", "old")
    let error = #expect(throws: HostError.self) {
      try files.stage(Candidate("new"), at: scratch("file"))
    }
    #expect(error?.reason == .exists)
    #expect(try scratch.text("file") == "old")
  }

  @Test func `a rename replaces the old content whole`() throws {
    try scratch.write("file", "old")
    try files.stage(Candidate("new"), at: scratch(".file~"))
    try files.rename(scratch(".file~"), to: scratch("file"))
    #expect(try scratch.text("file") == "new")
    #expect(scratch.names == ["file"])
  }

  @Test func `the likeness gives its attributes and its access list, within the new mode`() throws {
    try scratch.write("old", "old", mode: 0o664)
    let oldHandle = try #require(FileHandle(forUpdatingAtPath: scratch("old")))
    let old = oldHandle.fileDescriptor
    try #require(clinux_set_attribute(old, "user.origin", "here", 4) == 0)
    // user::rw- user:65534:rw- group::r-- mask::rw- other::r--
    let accessList = "system.posix_acl_access"
    let list: [UInt8] = [
      2, 0, 0, 0, 1, 0, 6, 0, 255, 255, 255, 255, 2, 0, 6, 0, 254, 255, 0, 0, 4, 0, 4, 0, 255, 255,
      255, 255, 16, 0, 6, 0, 255, 255, 255, 255, 32, 0, 4, 0, 255, 255, 255, 255,
    ]
    try #require(clinux_set_attribute(old, accessList, list, list.count) == 0)
    try files.stage(Candidate("new", mode: 0o640, likeness: scratch("old")), at: scratch("new"))
    var value = [UInt8](repeating: 0, count: 200)
    let newHandle = try #require(FileHandle(forReadingAtPath: scratch("new")))
    let new = newHandle.fileDescriptor
    #expect(clinux_get_attribute(new, "user.origin", &value, 200) == 4)
    #expect(clinux_get_attribute(new, accessList, &value, 200) == list.count)
    withExtendedLifetime((oldHandle, newHandle)) {}
    #expect(Array(value[12..<20]) == Array(list[12..<20]))
    #expect(value[30] == 4, "the mask follows the new mode's group bits")
    #expect(value[38] == 0, "others follow the new mode")
    #expect(try files.status(scratch("new"))?.mode == 0o640)
  }

  @Test func `a new version gets no access list that the old one had not`() throws {
    // user::rwx user:65534:rwx group::r-x mask::rwx other::---, for every new file in it.
    let list: [UInt8] = [
      2, 0, 0, 0, 1, 0, 7, 0, 255, 255, 255, 255, 2, 0, 7, 0, 254, 255, 0, 0, 4, 0, 5, 0, 255, 255,
      255, 255, 16, 0, 7, 0, 255, 255, 255, 255, 32, 0, 0, 0, 255, 255, 255, 255,
    ]
    try scratch.write("old", "old", mode: 0o640)
    let directory = Glibc.open(scratch.path, O_RDONLY | O_DIRECTORY)
    defer { close(directory) }
    let name = "system.posix_acl_default"
    try #require(clinux_set_attribute(directory, name, list, list.count) == 0)
    try files.stage(Candidate("new", mode: 0o640, likeness: scratch("old")), at: scratch("new"))
    try files.stage(Candidate("new", mode: 0o640), at: scratch("stranger"))
    var value = [UInt8](repeating: 0, count: 200)
    let lists = try ["new", "stranger"].map { file in
      let handle = try #require(FileHandle(forReadingAtPath: scratch(file)))
      defer { withExtendedLifetime(handle) {} }
      return clinux_get_attribute(
        handle.fileDescriptor, "system.posix_acl_access", &value, 200)
    }
    #expect(lists == [-1, list.count])
    #expect(try files.status(scratch("new"))?.mode == 0o640)
  }

  @Test func `a new directory has its mode, and needs its parent`() throws {
    try files.makeDirectory(scratch("d"), mode: 0o2750, owner: nil)
    #expect(try files.status(scratch("d"))?.mode == 0o2750)
    let error = #expect(throws: HostError.self) {
      try files.makeDirectory(scratch("no/d"), mode: 0o755, owner: nil)
    }
    #expect(error?.reason == .notFound)
    let again = #expect(throws: HostError.self) {
      try files.makeDirectory(scratch("d"), mode: 0o755, owner: nil)
    }
    #expect(again?.reason == .exists)
  }

  @Test(.enabled(if: isRoot)) func `new directories and links have their owner`() throws {
    let owner = FileOwner(user: 12, group: 34)
    try files.makeDirectory(scratch("d"), mode: 0o700, owner: owner)
    try files.makeLink(at: scratch("l"), to: "nowhere", owner: owner)
    for name in ["d", "l"] {
      #expect(try files.status(scratch(name))?.user == 12)
      #expect(try files.status(scratch(name))?.group == 34)
    }
  }

  @Test func `a hard link is another name of the file`() throws {
    try scratch.write("a", "")
    try files.makeHardLink(at: scratch("b"), to: scratch("a"))
    #expect(try files.status(scratch("b"))?.inode == files.status(scratch("a"))?.inode)
    try files.setMode(scratch("b"), 0o600)
    #expect(try files.status(scratch("a"))?.mode == 0o600)
  }

  @Test func `mode and owner change in place`() throws {
    try scratch.write("file", "", mode: 0o600)
    let before = try files.status(scratch("file"))
    try files.setMode(scratch("file"), 0o1644)
    #expect(try files.status(scratch("file"))?.mode == 0o1644)
    try files.setOwner(scratch("file"), FileOwner(user: geteuid(), group: nil))
    #expect(try files.status(scratch("file"))?.inode == before?.inode)
    mkfifo(scratch("pipe"), 0o600)
    try files.setMode(scratch("pipe"), 0o644)
    #expect(try files.status(scratch("pipe"))?.mode == 0o644)
  }

  @Test func `files, links and empty directories are removed, others not`() throws {
    try scratch.write("file", "")
    scratch.link("link", to: "directory")
    scratch.directory("directory")
    try scratch.write("directory/kept", "")
    try files.remove(scratch("file"))
    try files.remove(scratch("link"))
    let error = #expect(throws: HostError.self) { try files.remove(scratch("directory")) }
    #expect(error?.reason == .refused)
    #expect(error?.remedy == "the directory has something in it")
    try files.remove(scratch("directory/kept"))
    try files.remove(scratch("directory"))
    #expect(scratch.names.isEmpty)
  }

  @Test(.enabled(if: isRoot)) func `an immutable file says how it is unlocked`() throws {
    try scratch.write("file", "old")
    guard Command.run("/usr/bin/chattr", "+i", scratch("file")) == 0 else { return }
    defer { _ = Command.run("/usr/bin/chattr", "-i", scratch("file")) }
    try files.stage(Candidate("new"), at: scratch(".file~"))
    let error = #expect(throws: HostError.self) {
      try files.rename(scratch(".file~"), to: scratch("file"))
    }
    #expect(error?.reason == .denied)
    #expect(error?.remedy?.contains("chattr -i") == true)
    #expect(try scratch.text("file") == "old")
    #expect(throws: HostError.self) { try files.setMode(scratch("file"), 0o600) }
    #expect(throws: HostError.self) { try files.remove(scratch("file")) }
  }
}
