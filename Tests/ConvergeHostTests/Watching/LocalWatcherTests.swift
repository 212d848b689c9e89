import ConvergeCore
import Foundation
import Testing

@testable import ConvergeHost

/// Real changes on the machine's own kernel.
@Suite(.enabled(if: isRoot, "root alone may use fanotify"), .serialized)
struct `The watcher` {
  let scratch: Scratch
  let sentinel = Sentinel()
  let stranger: Stranger

  init() throws {
    scratch = try Scratch()
    stranger = try Stranger()
  }

  @Test(arguments: [
    ("echo more >> FILE", "bash"), ("sed -i s/old/new/ FILE", "sed"),
    ("cp /etc/hostname FILE", "cp"),
    ("/bin/sh -c 'echo x > FILE'", "dash"), ("touch FILE.new; mv FILE.new FILE", "mv"),
    ("rm FILE", "rm"), ("chmod 600 FILE", "chmod"), ("ln -sf /etc/motd FILE", "ln"),
  ])
  func `a change names who made it`(script: String, program: String) async throws {
    try scratch.write("file", "old\n")
    let path = scratch("file")
    await sentinel.watch([path])
    try stranger.run(script.replacing("FILE", with: path))
    let culprits = await sentinel.culprits(of: path)
    let process = try #require(culprits.compactMap(\.process).last, "\(culprits)")
    #expect(process.name == program)
    #expect(process.pid > 1)
    #expect(process.user == 0)
    await sentinel.end()
  }

  @Test func `what we do and what our children do is not somebody else's`() async throws {
    try scratch.write("file", "old\n")
    try scratch.write("other", "old\n")
    await sentinel.watch([scratch("file"), scratch("other")])
    try scratch.write("file", "new\n")
    #expect(Command.run("/bin/sh", "-c", "sed -i s/new/newer/ \(scratch("file"))") == 0)
    try stranger.run("echo new > \(scratch("other"))")
    _ = await sentinel.culprits(of: scratch("other"))
    #expect(await sentinel.culpritsNow(of: scratch("file")).isEmpty)
    #expect(await !sentinel.sightings.isEmpty)
    await sentinel.end()
  }

  @Test func `a file is noticed whose directories are yet to be made`() async throws {
    let path = scratch("a/b/c/file")
    await sentinel.watch([path])
    try stranger.run("mkdir -p \(scratch("a/b/c"))")
    #expect(await sentinel.culprits(of: path).compactMap(\.process).first?.name == "mkdir")
    try await Task.sleep(for: .milliseconds(200))
    await sentinel.forget()
    try stranger.run("echo x > \(path)")
    #expect(await sentinel.culprits(of: path).compactMap(\.process).first?.name == "bash")
    await sentinel.end()
  }

  @Test func `a directory that is replaced is noticed, and watched from then on`() async throws {
    scratch.directory("a")
    try scratch.write("a/file", "old\n")
    let path = scratch("a/file")
    await sentinel.watch([path])
    try stranger.run(
      "cp -r \(scratch("a")) \(scratch("b")); mv \(scratch("a")) \(scratch("c")); "
        + "mv \(scratch("b")) \(scratch("a"))")
    #expect(await sentinel.culprits(of: path).compactMap(\.process).last?.name == "mv")
    try await Task.sleep(for: .milliseconds(300))
    await sentinel.forget()
    try stranger.run("echo x > \(scratch("c/file"))")
    try stranger.run("chmod 600 \(path)")
    let names = await sentinel.culprits(of: path).compactMap(\.process).map(\.name)
    #expect(names == ["chmod"])
    await sentinel.end()
  }

  @Test func `new directories below one with managed content are watched too`() async throws {
    scratch.directory("tree")
    await sentinel.watch([scratch("tree")], content: true)
    try stranger.run("mkdir -p \(scratch("tree"))/x/y")
    _ = await sentinel.culprits(of: scratch("tree"))
    try await Task.sleep(for: .milliseconds(300))
    await sentinel.forget()
    try stranger.run("cp /etc/hostname \(scratch("tree"))/x/y/z")
    #expect(
      await sentinel.culprits(of: scratch("tree")).compactMap(\.process).first?.name == "cp")
    await sentinel.end()
  }

  @Test func `what is made and renamed at once in a directory with managed content is noticed`()
    async throws
  {
    // Many directories, so that marking them takes as long as the program between its two steps.
    scratch.directory("tree")
    for number in 0..<200 { scratch.directory("tree/\(number)") }
    let path = scratch("tree/file")
    try scratch.write("tree/file", "old\n")
    let things = [Watched(Identity(.path, scratch("tree")), hasContent: true)]
    await sentinel.watch((things + [Watched(Identity(.path, path))]).compactMap(\.self))
    for _ in 0..<200 {
      try stranger.run("sed -i s/old/old/ \(path)")
      try #require(await !sentinel.culprits(of: path).isEmpty)
      await sentinel.forget()
    }
    await sentinel.end()
  }

  @Test func `without fanotify changes are noticed, and nobody is named`() async throws {
    let sentinel = Sentinel(LocalWatcher(ways: [], withoutFanotify: true))
    try scratch.write("file", "old\n")
    await sentinel.watch([scratch("file")])
    try stranger.run("echo x > \(scratch("file"))")
    let culprit = try #require(await sentinel.culprits(of: scratch("file")).first)
    #expect(culprit == .unknown("this host does not let fanotify tell who it was"))
    await sentinel.end()
  }
}
