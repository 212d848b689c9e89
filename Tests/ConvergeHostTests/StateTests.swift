import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `The state directory` {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test(
    arguments: [
      (0, [:], "/var/lib/converge"),
      (12, ["XDG_STATE_HOME": "/x/state", "HOME": "/home/me"], "/x/state/converge"),
      (12, ["XDG_STATE_HOME": "relative", "HOME": "/home/me"], "/home/me/.local/state/converge"),
      (12, ["HOME": "/home/me/"], "/home/me/.local/state/converge"),
    ] as [(UInt32, [String: String], String)])
  func `its place depends on who runs`(
    user: UInt32, environment: [String: String], path: String
  ) throws {
    let found = try StateDirectory.resolve(chosen: nil, environment: environment, user: user)
    #expect(found.path == path)
  }

  @Test func `a chosen one is made absolute and plain`() throws {
    let current = FileManager.default.currentDirectoryPath
    #expect(try StateDirectory.resolve(chosen: "a/../b").path == "\(current)/b")
    #expect(try StateDirectory.resolve(chosen: "/x//y/./z").path == "/x/y/z")
  }

  @Test func `it is made with its parents, for us alone`() throws {
    let made = try StateDirectory(path: scratch("a/b/converge")).prepare()
    #expect(made.path == scratch("a/b/converge"))
    #expect(try LocalFiles().status(made.path)?.mode == 0o700)
    #expect(try made.prepare() == made)
  }

  @Test func `one that others can write is refused`() throws {
    scratch.directory("open", mode: 0o777)
    let error = #expect(throws: HostError.self) {
      try StateDirectory(path: scratch("open")).prepare()
    }
    #expect(error?.reason == .refused)
    #expect(error?.because == "others can write it")
  }

  @Test(.enabled(if: isRoot)) func `one of somebody else's is refused`() throws {
    scratch.directory("theirs")
    chown(scratch("theirs"), nobody, nobody)
    let error = #expect(throws: HostError.self) {
      try StateDirectory(path: scratch("theirs")).prepare()
    }
    #expect(error?.because == "it belongs to user 65534")
  }

  @Test func `the key is made once and kept`() throws {
    let directory = try StateDirectory(path: scratch("state")).prepare()
    let key = try KeyFile(in: directory).key()
    #expect(key.count == 32)
    #expect(Set(key).count > 8)
    #expect(try KeyFile(in: directory).key() == key)
    #expect(try LocalFiles().list(directory.path) == ["key"])
    #expect(try LocalFiles().status("\(directory.path)/key")?.mode == 0o600)
    try LocalFiles().setMode("\(directory.path)/key", 0o644)
    #expect(throws: HostError.self) { try KeyFile(in: directory).key() }
  }
}

@Suite struct `The run lock` {
  let scratch: Scratch
  let directory: StateDirectory

  init() throws {
    scratch = try Scratch()
    directory = try StateDirectory(path: scratch("state")).prepare()
  }

  @Test func `a second run is told who has it`() throws {
    do {
      let lock = try RunLock.acquire(in: directory, verb: "apply", timeout: .zero)
      let error = #expect(throws: HostError.self) {
        _ = try RunLock.acquire(in: directory, verb: "apply", timeout: .milliseconds(150))
      }
      #expect(error?.reason == .timedOut)
      #expect(error?.because.hasPrefix("process \(getpid()) (") == true)
      #expect(error?.because.contains("has it, to apply, since 20") == true)
      #expect(RunLock.holder(in: directory)?.process == getpid())
      _ = consume lock
    }
    #expect(RunLock.holder(in: directory) == nil)
    _ = try RunLock.acquire(in: directory, verb: "apply", timeout: .zero)
  }

  @Test func `a wait can be stopped`() throws {
    let lock = try RunLock.acquire(in: directory, verb: "apply", timeout: .zero)
    let error = #expect(throws: HostError.self) {
      _ = try RunLock.acquire(
        in: directory, verb: "apply", timeout: .seconds(1000), isStopped: { true })
    }
    #expect(error?.reason == .interrupted)
    _ = consume lock
  }

  @Test func `what a killed run has left says nothing`() throws {
    try scratch.write("state/lock", "\(getpid()) 1700000000000000000 apply\n")
    #expect(RunLock.holder(in: directory) == nil)
    try scratch.write("state/lock", "not a line of ours")
    #expect(RunLock.holder(in: directory) == nil)
  }
}

@Suite struct `Files beside a manifest` {
  @Test func `they are read from the directory, within the limit`() throws {
    let scratch = try Scratch()
    scratch.directory("files")
    try scratch.write("files/motd", "hello\n")
    let sources = DirectorySources(directory: scratch.path)
    #expect(try sources.read("files/motd", limitBytes: 6) == Array("hello\n".utf8))
    #expect(try sources.read(scratch("files/motd"), limitBytes: 6) == Array("hello\n".utf8))
    let expected: [(String, HostError.Reason)] = [
      ("files/motd", .tooLarge), ("missing", .notFound), ("files", .wrongType),
    ]
    for (path, reason) in expected {
      let error = #expect(throws: HostError.self) { try sources.read(path, limitBytes: 5) }
      #expect(error?.reason == reason)
    }
  }
}

@Suite struct `The host is described` {
  @Test func `by its name and system`() {
    let description = HostDescription.local()
    #expect(!description.name.isEmpty)
    #expect(!description.osID.isEmpty)
  }

  @Test func `random digits differ`() {
    #expect(RandomBytes.hexadecimal(digits: 16) != RandomBytes.hexadecimal(digits: 16))
    #expect(RandomBytes.hexadecimal(digits: 4).count == 4)
  }

  @Test func `our environment is the kernel's copy`() {
    #expect(ProcessEnvironment.all()["PATH"] == ProcessEnvironment.variable("PATH"))
  }
}
