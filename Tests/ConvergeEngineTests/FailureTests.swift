import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// What a failure does to the others.
@Suite struct FailureTests {
  private static let host = "{ shell: true, directories: { /etc/bad: {} } }"

  private func manifest(_ policy: String) -> String {
    """
    files:
      /etc/bad: { content: x\(policy) }
      /etc/good: { content: x }
      /etc/needy: { content: x, require: file:/etc/bad }
      /etc/later: { content: x, after: file:/etc/bad }
    commands: { last: { command: [/usr/bin/touch, /last], runs: every_apply } }
    """
  }

  @Test func `what requires it is skipped and names it, all else goes on`() async throws {
    let stage = try EngineStage(Self.host)
    let plan = try await stage.plan(manifest(""))
    let run = try await stage.apply(manifest(""))
    for results in [plan, run] {
      #expect(try results["file:/etc/needy"].outcome == .skipped)
      #expect(try results["file:/etc/needy"].skippedBecause?.description == "file:/etc/bad")
      #expect(results.run.fails)
    }
    #expect(
      run.outcomes == [
        "file:/etc/bad failed", "file:/etc/good created", "file:/etc/needy skipped",
        "file:/etc/later created", "command:last ran",
      ])
  }

  @Test func `what requires it through a pattern is skipped, what only comes after it is not`()
    async throws
  {
    let stage = try EngineStage(Self.host)
    let text = """
      files: { /etc/bad: { content: x }, /etc/good: { content: x } }
      commands:
        one: { command: [/usr/bin/touch, /one], runs: every_apply, require: 'file:/etc/*' }
        two: { command: [/usr/bin/touch, /two], runs: every_apply, require: 'file:/etc/*' }
        three: { command: [/usr/bin/touch, /three], runs: every_apply, after: 'file:/etc/*' }
        four: { command: [/usr/bin/touch, /four], runs: every_apply, after: 'file:/etc/*' }
      """
    let run = try await stage.apply(text)
    #expect(
      run.outcomes == [
        "file:/etc/bad failed", "file:/etc/good created", "command:one skipped",
        "command:two skipped", "command:three ran", "command:four ran",
      ])
    for command in ["command:one", "command:two"] {
      #expect(try run[command].skippedBecause?.description == "file:/etc/bad")
    }
    #expect(
      try await stage.plan(text).run.results.map(\.outcome)
        == [.willFail, .inSync, .skipped, .skipped, .wouldRun, .wouldRun])
  }

  @Test func `after a stop nothing more is begun, and a plan says so`() async throws {
    let stage = try EngineStage(Self.host)
    let plan = try await stage.plan(manifest(", on_failure: stop"))
    let run = try await stage.apply(manifest(", on_failure: stop"))
    for results in [plan, run] {
      for reference in ["file:/etc/needy", "file:/etc/later", "command:last"] {
        #expect(try results[reference].outcome == .skipped)
        #expect(try results[reference].skippedBecause?.description == "file:/etc/bad")
      }
    }
    #expect(try stage.differences(from: "files: { /last: absent }").isEmpty)
  }

  @Test func `what is ignored is shown as failed, and counts as success`() async throws {
    let stage = try EngineStage(Self.host)
    let plan = try await stage.plan(manifest(", on_failure: ignore"))
    #expect(!plan.run.fails)
    let run = try await stage.apply(manifest(", on_failure: ignore"))
    #expect(
      run.outcomes == [
        "file:/etc/bad failed", "file:/etc/good created", "file:/etc/needy created",
        "file:/etc/later created", "command:last ran",
      ])
    #expect(!run.run.fails)
  }

  @Test func `something missing names the earlier phase's failure as its likely cause`()
    async throws
  {
    let stage = try EngineStage("{ units: { other: {} }, files: { /etc/taken: {} } }")
    let text = """
      directories: { /etc/taken: {} }
      files: { /etc/x: { content: x } }
      services: { nginx: running }
      """
    for results in [try await stage.plan(text), try await stage.apply(text)] {
      #expect(try results["directory:/etc/taken"].error?.reason == .wrongType)
      #expect(try results["service:nginx"].error?.reason == .notFound)
      #expect(try results["service:nginx"].likelyBecause?.description == "directory:/etc/taken")
      #expect(try results["directory:/etc/taken"].likelyBecause == nil)
    }
  }

  @Test func `phases carry no failure`() async throws {
    let stage = try EngineStage("{ shell: true, repository: { other: [\"1.0\"] } }")
    let run = try await stage.apply(
      """
      packages: [nothing]
      files: { /etc/x: { content: x } }
      """)
    #expect(run.outcomes == ["package:nothing failed", "file:/etc/x created"])
  }
}
