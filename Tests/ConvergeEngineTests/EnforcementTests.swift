import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// `enforce: false`, and `on_create`.
@Suite struct EnforcementTests {
  @Test func `what is not enforced has drifted, and stays as it is`() async throws {
    let stage = try EngineStage("files: { /etc/x: { content: mine } }")
    let text = "files: { /etc/x: { content: theirs, enforce: false } }"
    for results in [try await stage.plan(text), try await stage.apply(text)] {
      #expect(results.outcomes == ["file:/etc/x drifted"])
      #expect(results.run.differs)
      #expect(!results.run.fails)
    }
    #expect(try stage.differences(from: "files: { /etc/x: { content: mine } }").isEmpty)
  }

  @Test func `what depends on it is planned against what is really there`() async throws {
    let stage = try EngineStage()
    let text = """
      directories: { /srv/d: { enforce: false } }
      files: { /srv/d/x: { content: x } }
      """
    for results in [try await stage.plan(text), try await stage.apply(text)] {
      #expect(try results["directory:/srv/d"].outcome == .drifted)
      #expect(try results["file:/srv/d/x"].error?.reason == .notFound)
    }
  }

  @Test func `a command that runs every time and is not enforced neither runs nor differs`()
    async throws
  {
    let stage = try EngineStage("shell: true")
    let text = """
      commands: { c: { command: [/usr/bin/touch, /x], runs: every_apply, enforce: false } }
      """
    for results in [try await stage.plan(text), try await stage.apply(text)] {
      #expect(results.outcomes.isEmpty)
      #expect(!results.run.differs)
    }
    #expect(try stage.differences(from: "files: { /x: absent }").isEmpty)
  }

  @Test func `what holds at creation is not held later`() async throws {
    let stage = try EngineStage()
    let text = "files: { /etc/x: { mode: 0600, on_create: { content: first } } }"
    #expect(try await stage.apply(text).outcomes == ["file:/etc/x created"])
    #expect(try stage.differences(from: "files: { /etc/x: { content: first } }").isEmpty)
    stage.machine.put("/etc/x", Array("second".utf8), mode: 0o600)
    #expect(try await stage.apply(text).outcomes.isEmpty)
    stage.machine.put("/etc/x", Array("second".utf8), mode: 0o644)
    #expect(try await stage.apply(text).outcomes == ["file:/etc/x updated"])
    #expect(
      try stage.differences(from: "files: { /etc/x: { content: second, mode: 0600 } }").isEmpty)
  }
}
