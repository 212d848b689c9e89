import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// What only the host shows to be one thing.
@Suite struct TwinsTests {
  private static let host = """
    directories: { /real: {}, /real/d: {} }
    links: { /alias: /real }
    files: { /real/there: { content: old } }
    hard_links: { /real/other: /real/there }
    """

  private func expectTwins(_ text: String, _ first: String, _ second: String) async throws {
    let stage = try EngineStage(Self.host)
    let steps = stage.machine.stepCount
    let plan = try await stage.plan(text)
    let run = try await stage.apply(text)
    for results in [plan, run] {
      for (own, other) in [(first, second), (second, first)] {
        let error = try #require(try results[own].error)
        #expect(error.reason == .refused)
        #expect(error.because.contains(other))
      }
    }
    let labels = stage.machine.stepLabels[steps...].filter { !$0.contains("ledger") }
    #expect(labels.isEmpty)
  }

  @Test func `a path through a link is the path that it leads to`() async throws {
    try await expectTwins(
      "files: { /real/new: { content: a }, /alias/new: { content: b } }", "file:/real/new",
      "file:/alias/new")
  }

  @Test func `that holds for what is there, and for whatever kinds`() async throws {
    try await expectTwins(
      """
      directories: { /real/d: { mode: 0700 } }
      links: { /alias/d: { target: /tmp, force: true } }
      """, "directory:/real/d", "link:/alias/d")
  }

  @Test func `also below directories that are missing`() async throws {
    try await expectTwins(
      """
      files:
        /real/a/b/x: { content: a, parents: true }
        /alias/a/b/x: { content: b, parents: true }
      """, "file:/real/a/b/x", "file:/alias/a/b/x")
  }

  @Test func `two names of one file are two things`() async throws {
    let stage = try EngineStage(Self.host)
    let run = try await stage.apply(
      "files: { /real/there: { content: a }, /alias/other: { content: b } }")
    #expect(run.outcomes == ["file:/real/there updated", "file:/alias/other updated"])
  }

  @Test func `an alias of a unit is the unit, however far apart their turns are`() async throws {
    let stage = try EngineStage("units: { web: { alias: www.service, state: active } }")
    let text = """
      services:
        web: stopped
        www: { running: true, require: file:/etc/x }
      files: { /etc/x: { content: x, require: service:web } }
      """
    let run = try await stage.apply(text)
    #expect(try run["service:web"].error?.because.contains("service:www") == true)
    #expect(try run["service:www"].outcome == .skipped)
    #expect(try stage.differences(from: "units: { web: { state: active } }").isEmpty)
  }
}
