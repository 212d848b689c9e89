import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Supervised programs end` {
  let stage: SupervisionStage

  init() throws { stage = try SupervisionStage() }

  @Test(arguments: [0, 1, 194, 255])
  func `with their exit status`(status: Int32) async throws {
    #expect(try await stage.end("exit \(status)").way == .exited(status))
  }

  @Test(arguments: [SIGKILL, SIGTERM, SIGSEGV])
  func `by a signal`(signal: Int32) async throws {
    let end = try await stage.end("kill -\(signal) $$")
    #expect(end.way == .signalled(signal))
    #expect(!end.wasStopped)
  }

  @Test func `at the timeout with all that they have started, also what hides and ignores TERM`()
    async throws
  {
    let pids = stage.scratch("pids")
    var run = stage.run(
      """
      trap '' TERM
      (setsid sh -c 'trap "" TERM; echo $$ >> \(pids); (setsid sleep 1000 & echo $! >> \(pids)); \
      sleep 1000' &)
      sleep 0.1; echo $$ >> \(pids); echo >> \(pids).all; while :; do sleep 1; done
      """, timeout: .seconds(1))
    run.killAfter = .milliseconds(300)
    let end = try await stage.end(of: run)
    #expect(end.way == .timedOut)
    #expect(end.leftRunning == 0)
    let processes = try stage.scratch.text("pids").split(separator: "\n").compactMap { pid_t($0) }
    #expect(processes.count == 3)
    for process in processes { #expect(try await stage.isGone(process)) }
  }

  @Test func `at the timeout by TERM, where they mind it`() async throws {
    var run = stage.run(
      "trap 'echo bye; exit 7' TERM; sleep 1000 & wait", timeout: .seconds(2))
    run.killAfter = .seconds(1000)
    let end = try await stage.end(of: run)
    #expect(end.way == .timedOut)
    #expect(end.output.first == "bye\n")
  }

  @Test func `without what they leave behind, though it holds the output open`() async throws {
    let end = try await stage.end("echo said; sleep 1000 & echo $! >&2")
    #expect(end.way == .exited(0))
    #expect(end.output.first == "said\n")
    #expect(end.leftRunning == 1)
    let child = try #require(pid_t(end.error.first.dropLast()))
    #expect(kill(child, 0) == 0, "what a program starts lives on")
    kill(child, SIGKILL)
  }

  @Test(arguments: ["by a signal", "by us"])
  func `when their supervisor is told to, and it says so`(how: String) async throws {
    let ready = stage.scratch("ready")
    let run = stage.run("trap 'exit 9' TERM; echo > \(ready); sleep 1000 & wait")
    let start = try await stage.supervision.start(run)
    try await stage.wait(for: ready)
    // Another process of its number would not be meant.
    for other in [
      SupervisedStart(
        process: start.process, startTicks: start.startTicks + 1, bootID: start.bootID, at: ""),
      SupervisedStart(
        process: start.process, startTicks: start.startTicks, bootID: "another", at: ""),
    ] { try await stage.supervision.stop(other) }
    let goesOn = Date.now.addingTimeInterval(0.3)
    let hasGone = try await stage.supervision.wait(
      for: start, in: run.directory, progress: { _ in }, goesOn: { Date.now < goesOn })
    #expect(!hasGone)
    if how == "by us" {
      try await stage.supervision.stop(start)
    } else {
      kill(start.process, SIGTERM)
    }
    _ = try await stage.supervision.wait(
      for: start, in: run.directory, progress: { _ in }, goesOn: { true })
    let end = try stage.end(in: run)
    #expect(end.way == .exited(9))
    #expect(end.wasStopped)
  }

  @Test func `when their supervisor is killed, and nobody can say how`() async throws {
    let pid = stage.scratch("pid")
    let run = stage.run("echo $$ > \(pid).new; mv \(pid).new \(pid); exec sleep 1000")
    let start = try await stage.supervision.start(run)
    try await stage.wait(for: pid)
    #expect(stage.supervision.isAlive(start))
    kill(start.process, SIGKILL)
    let program = try #require(pid_t(try stage.scratch.text("pid").dropLast()))
    #expect(try await stage.isGone(program))
    #expect(try await stage.isGone(start.process))
    #expect(!stage.supervision.isAlive(start))
    let hasGone = try await stage.supervision.wait(
      for: start, in: run.directory, progress: { _ in }, goesOn: { true })
    #expect(hasGone)
    #expect(try stage.names(in: run).contains("started"))
    #expect(try !stage.names(in: run).contains("ended"))
    // What it left is taken away by the next one.
    #expect(stage.leftPrivate.count == 1)
    #expect(try await stage.end("exit 0").way == .exited(0))
    #expect(stage.leftPrivate.isEmpty)
  }

  @Test func `two at once, each for itself`() async throws {
    async let first = stage.end("sleep 0.2; echo one; exit 1")
    async let second = stage.end("sleep 0.2; echo two; exit 2")
    let ends = try await [first, second]
    #expect(ends.map(\.way) == [.exited(1), .exited(2)])
    #expect(ends.map(\.output.first) == ["one\n", "two\n"])
  }

  @Test func `and nothing is left of them in us: no child, no descriptor`() async throws {
    try await stage.end(of: stage.run("exit 0"))
    func descriptors() throws -> Int {
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
    let before = try descriptors()
    for _ in 0..<20 { try await stage.end(of: stage.run("exit 0")) }
    // Other tests open and close some at the same time.
    #expect(try descriptors() < before + 20)
    let start = try await stage.supervision.start(stage.run("sleep 0.1"))
    let parent = try String(contentsOfFile: "/proc/\(start.process)/stat", encoding: .utf8)
      .split(separator: ") ").last?.split(separator: " ")[1]
    #expect(parent.flatMap { pid_t($0) } != getpid())
  }
}
