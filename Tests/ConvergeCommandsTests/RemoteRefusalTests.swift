import ConvergeCore
import Foundation
import Testing

/// What keeps a module of another host from being fetched, and what it must not be able to do.
@Suite struct RemoteRefusalTests {
  private static let module = ["m/module.yml": "files: { /srv/m: {} }\n"]

  private func host(_ script: String = "git tag v1") throws -> GitHost {
    let host = try GitHost()
    try host.commit(Self.module, to: "r", script)
    return host
  }

  /// Fetches what a source names, into a lock of its own.
  private func fetch(
    _ source: String, of host: GitHost, environment: [String: String] = [:]
  ) throws -> ProgramUnderTest.Ending {
    try? FileManager.default.removeItem(atPath: host.program.path("converge.lock"))
    try "modules: { m: { source: \"\(source)\" } }\n"
      .write(toFile: host.program.path("m.yml"), atomically: false, encoding: .utf8)
    return try host.converge("module fetch m.yml", environment: environment)
  }

  @Test func `a ref is a tag, a branch, a full name, a commit, or what the remote has as HEAD`()
    throws
  {
    let host = try host("git tag -m annotated note; git branch side")
    let commit = try host.commit(["m/more": "x\n"], to: "r", "git tag v1")
    for (ref, isNew) in [
      ("", true), ("?ref=HEAD", true), ("?ref=v1", true), ("?ref=main", true),
      ("?ref=\(commit)", true), ("?ref=note", false), ("?ref=side", false),
      ("?ref=refs/heads/side", false), ("?ref=refs/tags/note", false),
    ] {
      let ending = try fetch(host.source("r//m\(ref)"), of: host)
      #expect(ending.status == 0, "\(ref): \(ending)")
      #expect(ending.output.contains(" \(commit.prefix(12)) ") == isNew, "\(ref): \(ending)")
    }
  }

  @Test(arguments: [
    ("r//m?ref=v2", "the repository has no tag or branch 'v2'"),
    ("r//m?ref=abcdef1", "a commit with all its digits"),
    ("r//m?ref=both", "it names a tag and a branch"), ("r//n?ref=v1", "has no such directory"),
    ("r//m/module.yml?ref=v1", "has no such directory"), ("none//m?ref=v1", "not found"),
    ("r//linked?ref=v1", "'to' is a symbolic link"), ("r//nested?ref=v1", "'sub' is a submodule"),
    ("r//large?ref=v1", "not in the repository, but with Git LFS"),
    ("r//bare?ref=v1", "the module has no such file"),
  ])
  func `what cannot be taken is told at the place of its source`(
    rest: String, message: String
  ) throws {
    let host = try host(
      """
      git branch both; git checkout -q --detach; git commit -q --allow-empty -m other
      git tag both; git checkout -q main
      mkdir linked nested large bare; ln -s /etc/passwd linked/to; echo a > bare/a
      printf 'version https://git-lfs.github.com/spec/v1\\noid sha256:0\\n' > large/a
      git init -q nested/sub && git -C nested/sub commit -q --allow-empty -m x
      git add -A 2> /dev/null; git commit -q -m more; git tag v1
      """)
    let ending = try fetch(host.source(rest), of: host)
    #expect(ending.status == 65, "\(ending)")
    #expect(ending.error.contains(message), "\(ending.error)")
    #expect(ending.error.contains("m.yml:1:"), "\(ending.error)")
    #expect(!FileManager.default.fileExists(atPath: host.program.path("converge.lock")))
  }

  @Test func `files without git's own protocol behind them are fetched, too`() throws {
    let host = try host()
    let ending = try fetch(host.source("r//m?ref=v1", by: "dumb"), of: host)
    #expect(ending.status == 0, "\(ending)")
    #expect(try host.converge("validate m.yml").status == 0)
  }

  @Test func `a local mirror is a source, too`() throws {
    let host = try host()
    let mirror = host.program.path("repositories/r")
    let ending = try fetch("git+file://\(mirror)//m?ref=v1", of: host)
    #expect(ending.status == 0, "\(ending)")
    #expect(try host.converge("validate m.yml").status == 0)
  }

  @Test func `a repository behind ssh is a source, by the caller's own way of calling it`() throws {
    let host = try host()
    try "case $1 in -G) exit 1 ;; esac\nshift\nexec sh -c \"$*\"\n"
      .write(toFile: host.program.path("ssh"), atomically: false, encoding: .utf8)
    let ending = try fetch(
      "git+ssh://git@example.org\(host.program.path("repositories/r"))//m?ref=v1", of: host,
      environment: ["GIT_SSH_COMMAND": "sh \(host.program.path("ssh"))"])
    #expect(ending.status == 0, "\(ending)")
    #expect(try host.converge("validate m.yml").status == 0)
  }

  @Test func `an answer elsewhere counts over TLS alone`() throws {
    let host = try host()
    let moved = try fetch(host.source("r//m?ref=v1", by: "moved"), of: host)
    #expect(moved.status == 0, "\(moved)")
    let plain = try fetch(host.source("r//m?ref=v1", by: "plain"), of: host)
    #expect(plain.status == 69, "\(plain)")
    #expect(plain.error.contains("git says: "), "\(plain)")
  }

  @Test func `a host that does not answer, or whose certificate nobody knows, ends with 69`() throws
  {
    let host = try host()
    let unknown = try fetch(
      host.source("r//m?ref=v1"), of: host,
      environment: ["GIT_SSL_CAINFO": "/etc/ssl/certs/ca-certificates.crt"])
    #expect(unknown.status == 69, "\(unknown)")
    #expect(unknown.error.contains("certificate"), "\(unknown)")
    // What the caller would skip, we do not.
    let skipped = try fetch(
      host.source("r//m?ref=v1"), of: host,
      environment: [
        "GIT_SSL_CAINFO": "/etc/ssl/certs/ca-certificates.crt", "GIT_SSL_NO_VERIFY": "1",
      ])
    #expect(skipped.status == 69, "\(skipped)")
    host.stop()
    let ending = try fetch(host.source("r//m?ref=v1"), of: host)
    #expect(ending.status == 69)
    #expect(ending.error.contains("cannot ask https://\(host.address)/smart/r"), "\(ending)")
    #expect(ending.error.contains("m.yml:1:"))
  }

  @Test func `without git, a fetch ends with 69 and says what to install`() throws {
    let host = try host()
    let source = host.source("r//m?ref=v1")
    let ending = try fetch(source, of: host, environment: ["PATH": "/usr/bin/nothing"])
    #expect(ending.status == 69)
    #expect(ending.error.contains("apt-get install git"), "\(ending)")
    #expect(host.stored == [])
  }

  @Test func `a user's git configuration gives credentials, and nothing else`() throws {
    let host = try host()
    let source = host.source("r//m?ref=v1", by: "private")
    let closed = try fetch(source, of: host)
    #expect(closed.status == 69, "\(closed)")
    let touched = host.program.path("touched")
    try host.program.write(
      "home/.gitconfig",
      """
      [url "https://localhost:1/"]
      	insteadOf = https://\(host.address)/
      [core]
      	hooksPath = \(host.program.path("hooks"))
      	sshCommand = touch \(touched)
      	fsmonitor = touch \(touched)
      	askPass = touch \(touched)
      [credential "https://\(host.address)"]
      	helper = "!f() { test \\"$1\\" = get && printf 'username=who\\\\npassword=secret\\\\n'; }; f"
      [protocol "ext"]
      	allow = always

      """)
    let ending = try fetch(source, of: host)
    #expect(ending.status == 0, "\(ending)")
    #expect(!FileManager.default.fileExists(atPath: touched))
    let said = ending.output + ending.error + (try host.program.read("converge.lock"))
    #expect(!said.contains("secret"))
    #expect(try host.program.shell("grep -rl 'who\\|secret' state").output == "")
  }

  @Test func `a fetch that is killed leaves nothing that is used, and the next one clears up`()
    throws
  {
    let host = try host()
    let slow = host.source("r//m?ref=v1", by: "slow")
    try host.program.write("slow.yml", "modules: { m: { source: \"\(slow)\" } }\n")
    let running = try host.program.begin(
      "exec $CONVERGE module fetch slow.yml $STATE", environment: host.trusting)
    host.program.wait(for: "port.asked", of: running)
    #expect(host.stored.count == 1)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.ending()
    #expect(host.stored.count == 1)
    #expect(try fetch(host.source("r//m?ref=v1"), of: host).status == 0)
    #expect(host.stored.count == 1)
    #expect(host.stored.allSatisfy { !$0.hasPrefix(".") })
  }

  @Test func `a fetch that is interrupted ends at once, with 130, and leaves nothing`() throws {
    let host = try host()
    let slow = host.source("r//m?ref=v1", by: "slow")
    try host.program.write("slow.yml", "modules: { m: { source: \"\(slow)\" } }\n")
    let running = try host.program.begin(
      "exec $CONVERGE module fetch slow.yml $STATE", environment: host.trusting)
    host.program.wait(for: "port.asked", of: running)
    kill(running.process.processIdentifier, SIGINT)
    let ending = try running.ending()
    #expect(ending.status == 130, "\(ending)")
    #expect(host.stored == [])
    #expect(!FileManager.default.fileExists(atPath: host.program.path("converge.lock")))
  }

  @Test func `two fetches at once do not hurt each other`() throws {
    let host = try host()
    let source = host.source("r//m?ref=v1")
    var running: [ProgramUnderTest.Running] = []
    for name in ["a", "b", "c"] {
      try FileManager.default.createDirectory(
        atPath: host.program.path(name), withIntermediateDirectories: false)
      try host.program.write("\(name)/m.yml", "modules: { m: { source: \"\(source)\" } }\n")
      running.append(
        try host.program.begin(
          "exec $CONVERGE module fetch \(name)/m.yml $STATE", environment: host.trusting))
    }
    for one in running { #expect(try one.ending().status == 0) }
    #expect(host.stored.count == 1)
    for name in ["a", "b", "c"] { #expect(try host.converge("validate \(name)/m.yml").status == 0) }
  }

  @Test func `a password in a source is shown nowhere`() throws {
    let host = try host()
    for source in [
      "git+https://user:hunter2@HOST/r", "https://user:hunter2@HOST/r",
      "git+https://hunter2@HOST/r",
      "git+https://user:hunter2/x@HOST/r", "git+ssh://user:hunter2@HOST/r",
      "git+http://user:hunter2@HOST/r?ref=../x", "git+https://HOST/r?token=hunter2",
    ] {
      let written = source.replacing("HOST", with: "\(host.address)/smart")
      let ending = try fetch(written, of: host)
      #expect(ending.status == 65)
      #expect(ending.error.contains("m.yml:1:"), "\(ending)")
      let json = try host.converge("validate m.yml --format json")
      let said = ending.error + ending.output + json.output + json.error
      #expect(!said.contains("hunter2"), "\(said)")
    }
  }
}
