import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// `retry` (`language.md`, section 3).
@Suite struct RetryTests {
  private let stage: EngineStage
  private let flaky: FlakyProgram

  init() throws {
    stage = try EngineStage("shell: true")
    flaky = FlakyProgram(failures: 3)
    stage.machine.install(flaky, at: "/usr/bin/flaky")
  }

  private func secondsOf(_ body: () async throws -> Void) async throws -> UInt64 {
    let before = stage.machine.host.clock.now().monotonicNanoseconds
    try await body()
    return (stage.machine.host.clock.now().monotonicNanoseconds - before) / 1_000_000_000
  }

  private func command(_ retry: String) -> String {
    "commands: { c: { command: [/usr/bin/flaky], runs: every_apply, retry: { \(retry) } } }"
  }

  @Test func `what fails is tried again after delays that grow`() async throws {
    let seconds = try await secondsOf {
      let run = try await stage.apply(command("attempts: 4, delay: 10s, backoff: 3"))
      #expect(run.outcomes == ["command:c ran"])
      #expect(try run["command:c"].attempts == 4)
      #expect(try run["command:c"].error == nil)
    }
    #expect(seconds == 10 + 30 + 90)
  }

  @Test func `what fails every time has failed`() async throws {
    let run = try await stage.apply(command("attempts: 2"))
    #expect(run.outcomes == ["command:c failed"])
    #expect(try run["command:c"].attempts == 2)
    #expect(flaky.count == 2)
  }

  @Test func `without it one attempt is all`() async throws {
    _ = try await stage.apply("commands: { c: { command: [/usr/bin/flaky], runs: every_apply } }")
    #expect(flaky.count == 1)
  }

  @Test func `what was found as declared before the next attempt has succeeded`() async throws {
    let full = HostError(.noSpace, "write", "/etc/x", because: "the disk is full")
    stage.machine.fail(from: 1, with: full) { $0.hasPrefix("write /etc/.x.") }
    stage.machine.schedule(after: .seconds(5)) { $0.put("/etc/x", Array("x".utf8)) }
    let run = try await stage.apply(
      """
      files: { /etc/x: { content: x, retry: { attempts: 3, delay: 10s } } }
      commands: { c: { command: [/usr/bin/touch, /told], refresh_only: true, subscribe: [file:/etc/x] } }
      """)
    #expect(stage.machine.stepLabels.contains { $0.hasPrefix("write /etc/.x.") })
    #expect(run.outcomes == ["file:/etc/x created", "command:c ran"])
    #expect(try run["file:/etc/x"].error == nil)
    #expect(!run.run.fails)
  }

  @Test func `a refresh is tried again, too`() async throws {
    let run = try await stage.apply(
      """
      files: { /etc/x: { content: x, notify: [command:c] } }
      commands: { c: { command: [/usr/bin/flaky], refresh_only: true, retry: { attempts: 4 } } }
      """)
    #expect(run.outcomes == ["file:/etc/x created", "command:c ran"])
    #expect(try run["command:c"].attempts == 4)
    #expect(run.owed.isEmpty)
    #expect(!run.run.fails)
  }

  private static let web = """
    files: { /etc/web.conf: { content: old } }
    units: { web: { reads: [/etc/web.conf], state: active, enabled: true } }
    images: { "app:1": { id: a1 } }
    containers: { app: { image: "app:1", ours: true, running: true } }
    """
  private static let fault = HostError(.other, "restart", "it", because: "input/output error")

  private func step(_ label: String, _ manifest: String) async throws -> Int {
    let whole = try EngineStage(Self.web)
    _ = try await whole.apply(manifest)
    return try #require(whole.machine.stepLabels.firstIndex { $0.hasPrefix(label) }) + 1
  }

  @Test(
    arguments: [
      ("services: { web: { running: true, ", "RestartUnit", "service:web"),
      ("containers: { app: { image: \"app:1\", ", "docker start-again", "container:app"),
    ])
  func `a restart that has ended what runs is tried again`(
    section: String, label: String, reference: String
  ) async throws {
    let text = """
      files: { /etc/web.conf: { content: new, notify: [\(reference)] } }
      \(section)retry: { attempts: 2, delay: 1s } } }
      """
    let stage = try EngineStage(Self.web)
    stage.machine.fail(step: try await step(label, text), with: Self.fault)
    let run = try await stage.apply(text)
    #expect(run.outcomes == ["file:/etc/web.conf updated", "\(reference) refreshed"])
    #expect(try run[reference].attempts == 2)
    #expect(run.owed.isEmpty)
    #expect(try await stage.apply(text).outcomes.isEmpty)
  }

  @Test func `what a restart has ended has failed where nothing says that it is to run`()
    async throws
  {
    let text = """
      files: { /etc/web.conf: { content: new, notify: [service:web] } }
      services: { web: { enabled: true, retry: { attempts: 2, delay: 1s } } }
      """
    let stage = try EngineStage(Self.web)
    stage.machine.fail(step: try await step("RestartUnit", text), with: Self.fault)
    let run = try await stage.apply(text)
    #expect(run.outcomes == ["file:/etc/web.conf updated", "service:web failed"])
    #expect(run.owed == ["service:web because of file:/etc/web.conf"])
  }

  @Test func `an interruption ends the waiting`() async throws {
    let clock = stage.machine.host.clock
    let deadline = clock.now().monotonicNanoseconds + 2_000_000_000
    let seconds = try await secondsOf {
      let run = try await stage.apply(command("attempts: 9, delay: 1h")) {
        $0.isInterrupted = { clock.now().monotonicNanoseconds > deadline }
      }
      #expect(run.outcomes == ["command:c failed"])
      #expect(run.run.isInterrupted)
    }
    #expect(seconds < 5)
    #expect(flaky.count == 1)
  }
}
