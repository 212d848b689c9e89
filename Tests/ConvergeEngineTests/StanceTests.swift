import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// Runs that report what differs instead of correcting it: the agent's modes.
@Suite struct StanceTests {
  private static let host = """
    files: { /etc/web.conf: { content: old } }
    units: { web: { reads: [/etc/web.conf], state: active, enabled: true } }
    """

  private static func service(_ more: String = "") -> String {
    """
    files: { /etc/web.conf: { content: new, notify: [service:web] } }
    services: { web: { running: true\(more) } }
    """
  }

  @Test func `an observer changes nothing, on a new host too`() async throws {
    let stage = try EngineStage()
    let results = try await stage.apply(
      "directories: { /srv/d: }\nfiles: { /srv/d/x: { content: x } }"
    ) { $0.stance = .observe }
    #expect(results.outcomes == ["directory:/srv/d drifted", "file:/srv/d/x drifted"])
    #expect(results.run.differs)
    #expect(!results.run.fails)
    #expect(results.run.verb == .drift)
    #expect(try stage.differences(from: "files: { /srv/d: absent }").isEmpty)
  }

  @Test func `an observer remembers what holds, and not what differs`() async throws {
    let stage = try EngineStage("files: { /etc/a: { content: a }, /etc/b: { content: b } }")
    let text = "files: { /etc/a: { content: a }, /etc/b: { content: other } }"
    _ = try await stage.apply(text) { $0.stance = .observe }
    try stage.build("files: { /etc/a: { content: tampered } }")
    let results = try await stage.plan(text)
    #expect(try results["file:/etc/a"].cause == .host)
    #expect(try results["file:/etc/b"].cause == .new)
  }

  @Test(arguments: [Stance.observe, .deliver])
  func `drift is told again and again, with its cause`(stance: Stance) async throws {
    let stage = try EngineStage()
    let text = "files: { /etc/a: { content: a } }"
    _ = try await stage.apply(text)
    try stage.build("files: { /etc/a: { content: tampered } }")
    for _ in 1...2 {
      let results = try await stage.apply(text) { $0.stance = stance }
      #expect(results.outcomes == ["file:/etc/a drifted"])
      #expect(try results["file:/etc/a"].cause == .host)
    }
    #expect(try stage.differences(from: "files: { /etc/a: { content: tampered } }").isEmpty)
  }

  @Test func `what is owed is kept by an observer and delivered by who delivers`() async throws {
    let stage = try EngineStage(Self.host)
    _ = try await stage.apply(Self.service(", enforce: false"))
    let observed = try await stage.apply(Self.service()) { $0.stance = .observe }
    #expect(observed.outcomes.isEmpty)
    #expect(observed.owed == ["service:web because of file:/etc/web.conf"])
    let delivered = try await stage.apply(Self.service()) { $0.stance = .deliver }
    #expect(delivered.outcomes == ["service:web refreshed"])
    #expect(delivered.owed.isEmpty)
    #expect(delivered.run.verb == .apply)
  }

  @Test(arguments: [Stance.observe, .deliver])
  func `commands and hooks of other moments do not run`(stance: Stance) async throws {
    let stage = try EngineStage("shell: true")
    let text = """
      commands: { c: { command: [/usr/bin/touch, /c], runs: every_apply } }
      hooks:
        s: { event: start, runs: every_apply, command: [/usr/bin/touch, /s] }
        e: { event: end, runs: every_apply, command: [/usr/bin/touch, /e] }
      """
    let results = try await stage.apply(text) { $0.stance = stance }
    #expect(results.outcomes.isEmpty, "\(results.outcomes)")
    #expect(try stage.differences(from: "files: { /c: absent, /s: absent, /e: absent }").isEmpty)
  }

  @Test(arguments: [Stance.observe, .deliver])
  func `a hook that waits for drift runs`(stance: Stance) async throws {
    let stage = try EngineStage("shell: true")
    let text = """
      files: { /etc/a: { content: a } }
      hooks: { tell: { event: drift, command: [/usr/bin/touch, /told] } }
      """
    _ = try await stage.apply(text)
    try stage.build("files: { /etc/a: { content: tampered } }")
    let results = try await stage.apply(text) { $0.stance = stance }
    #expect(results.outcomes == ["file:/etc/a drifted", "hook:tell ran"])
    let there = "files: { /etc/a: { content: tampered }, /told: { content: \"\" } }"
    #expect(try stage.differences(from: there).isEmpty)
  }
}
