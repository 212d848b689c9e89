import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Programs are run` {
  let scratch: Scratch
  let processes = LocalProcesses()

  init() throws { scratch = try Scratch() }

  @Test func `output, errors and status are what the program gave`() async throws {
    let result = try await shell("echo out; echo err >&2; exit 3")
    #expect(result.end == .exited(3))
    #expect(text(result.output) == "out\n")
    #expect(text(result.error) == "err\n")
  }

  @Test func `nothing of our environment is inherited, and the umask is the given one`()
    async throws
  {
    setenv("CONVERGE_TEST_LEAK", "1", 1)
    var invocation = Invocation(
      ["env"], environment: ["PATH": "/usr/bin:/bin", "A": "b c"], timeout: .seconds(20))
    #expect(text(try await processes.run(invocation).output) == "A=b c\nPATH=/usr/bin:/bin\n")
    invocation.arguments = ["/bin/sh", "-c", "umask; pwd"]
    invocation.umask = 0o077
    invocation.directory = "/usr"
    #expect(text(try await processes.run(invocation).output) == "0077\n/usr\n")
  }

  @Test func `no descriptor of ours is open in it, and its signals are the usual ones`()
    async throws
  {
    let leak = open("/dev/null", O_RDONLY)
    defer { close(leak) }
    let result = try await run("ls", "/proc/self/fd")
    #expect(text(result.output) == "0\n1\n2\n3\n", "3 is the listing itself")
    let status = text(try await run("grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status").output)
    #expect(status == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n")
  }

  @Test func `it has a session of its own`() async throws {
    let fields = text(try await shell("cut -d' ' -f1,5,6 /proc/$$/stat").output)
      .split(whereSeparator: { " \n".contains($0) })
    #expect(Set(fields).count == 1, "process, group and session are one number: \(fields)")
  }

  @Test(arguments: [0, 1, 70_000, 3_000_000])
  func `input is fed whole`(size: Int) async throws {
    var invocation = Invocation(["wc", "-c"], timeout: .seconds(30))
    invocation.input = [UInt8](repeating: 65, count: size)
    let result = try await processes.run(invocation)
    #expect(text(result.output) == "\(size)\n")
  }

  @Test func `a program that does not read its input ends as it likes`() async throws {
    var invocation = Invocation(["true"], timeout: .seconds(30))
    invocation.input = [UInt8](repeating: 65, count: 3_000_000)
    #expect(try await processes.run(invocation).succeeded)
  }

  @Test func `a hundred megabytes are read, and their ends kept`() async throws {
    var invocation = Invocation(
      ["/bin/sh", "-c", "echo first; head -c 100000000 /dev/zero; echo last"],
      timeout: .seconds(60))
    invocation.outputLimitBytes = 1000
    let result = try await processes.run(invocation)
    #expect(result.succeeded)
    #expect(result.output.count == 2000)
    #expect(result.output.starts(with: Array("first\n".utf8)))
    #expect(text(Array(result.output.suffix(5))) == "last\n")
    #expect(result.droppedBytes == 100_000_011 - 2000)
  }

  @Test func `the whole group ends at the timeout`() async throws {
    var invocation = Invocation(
      ["/bin/sh", "-c", "sleep 1000 & echo $!; wait"], timeout: .milliseconds(300))
    invocation.grace = .seconds(20)
    let result = try await processes.run(invocation)
    #expect(result.end == .timedOut)
    let child = try #require(pid_t(text(result.output).dropLast()))
    #expect(isGone(child))
  }

  @Test func `who does not mind TERM is killed after the grace`() async throws {
    var invocation = Invocation(
      ["/bin/sh", "-c", "trap '' TERM; (trap '' TERM; sleep 1000) & echo $!; wait; sleep 1000"],
      timeout: .milliseconds(300))
    invocation.grace = .milliseconds(300)
    let result = try await processes.run(invocation)
    #expect(result.end == .timedOut)
    let child = try #require(pid_t(text(result.output).dropLast()))
    #expect(isGone(child))
  }

  @Test func `a child left behind with the output open is not waited for, and lives on`()
    async throws
  {
    let result = try await shell("sleep 1000 & echo $!")
    #expect(result.succeeded)
    let child = try #require(pid_t(text(result.output).dropLast()))
    #expect(kill(child, 0) == 0)
    kill(child, SIGKILL)
  }

  @Test func `a cancelled run is ended and thrown`() async throws {
    let marker = scratch("started")
    let task = Task {
      try await processes.run(
        Invocation(["/bin/sh", "-c", "echo > \(marker); sleep 1000"], timeout: .seconds(1000)))
    }
    while access(marker, F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
    task.cancel()
    let error = await #expect(throws: HostError.self) { try await task.value }
    #expect(error?.reason == .interrupted)
  }

  @Test func `a signal is an end`() async throws {
    #expect(try await shell("kill -9 $$").end == .signalled(9))
  }

  @Test func `what cannot be started says why`() async throws {
    try scratch.write("plain", "echo", mode: 0o644)
    try scratch.write("lost", "#!/no/interpreter\n", mode: 0o755)
    try scratch.write("text", "just words\n", mode: 0o755)
    let expected: [(String, HostError.Reason, String)] = [
      ("no-such-program", .notFound, "it is in no directory of PATH"),
      ("/no/such/program", .notFound, "no such file or directory"),
      (scratch("plain"), .denied, "it is not executable"),
      (scratch("lost"), .notFound, "the interpreter in its first line"),
      (scratch("text"), .refused, "it is no program"),
      ("./relative", .refused, "a program is named by its absolute path"),
    ]
    for (program, reason, because) in expected {
      let error = await #expect(throws: HostError.self) { try await run(program) }
      #expect(error?.reason == reason, "\(program)")
      #expect(error?.because.hasPrefix(because) == true, "\(error?.because ?? "")")
    }
  }

  @Test func `a missing directory is told as such`() async throws {
    var invocation = Invocation(["true"], timeout: .seconds(20))
    invocation.directory = "/no/such"
    let error = await #expect(throws: HostError.self) { try await processes.run(invocation) }
    #expect(error?.reason == .notFound)
    #expect(error?.operation == "enter the directory")
    #expect(error?.subject == "/no/such")
  }

  @Test func `a zero byte in an argument is refused`() async throws {
    let error = await #expect(throws: HostError.self) { try await run("echo", "a\0b") }
    #expect(error?.reason == .refused)
  }

  @Test(.enabled(if: isRoot)) func `it runs as the user, with the groups given`() async throws {
    var invocation = Invocation(["id"], timeout: .seconds(20))
    invocation.user = .init(user: 12, group: 34, supplementary: [34, 56])
    let said = text(try await processes.run(invocation).output)
    #expect(said.hasPrefix("uid=12"))
    #expect(said.contains("gid=34"))
    #expect(said.contains("groups=34"))
    #expect(said.contains("56"))
    #expect(!said.contains("root"))
    invocation.directory = "/root"
    let error = await #expect(throws: HostError.self) { try await processes.run(invocation) }
    #expect(error?.operation == "enter the directory")
  }

  @Test func `many run at once`() async throws {
    try await withThrowingTaskGroup(of: String.self) { group in
      for number in 0..<40 {
        group.addTask { text(try await shell("echo \(number)").output) }
      }
      var seen: Set<String> = []
      for try await said in group { seen.insert(said) }
      #expect(seen.count == 40)
    }
  }

  private func run(_ arguments: String...) async throws -> ProcessResult {
    try await processes.run(Invocation(arguments, timeout: .seconds(60)))
  }

  private func shell(_ script: String) async throws -> ProcessResult {
    try await run("/bin/sh", "-c", script)
  }

  private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Killed, and perhaps not yet reaped by whoever adopted it; KILL takes effect in its own time.
  private func isGone(_ process: pid_t) -> Bool {
    for _ in 0..<1000 {
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if status?.contains(") Z ") ?? true { return true }
      usleep(10_000)
    }
    return false
  }
}
