import ConvergeCore
import ConvergeEngine
import ConvergeLedger
import ConvergeTestSupport
import Testing

/// What is owed belongs to the host, not to a manifest.
@Suite struct OwedAcrossManifestsTests {
  private static let host = """
    files: { /etc/web.conf: { content: old } }
    units: { web: { reads: [/etc/web.conf], state: active, enabled: true } }
    """
  /// Its refresh stays owed, since nobody may deliver it.
  private static let owing = """
    name: first
    files: { /etc/web.conf: { content: new, notify: [service:web] } }
    services: { web: { running: true, enforce: false } }
    """
  private static let other = "{ name: other, files: { /etc/other: { content: x } } }"

  @Test func `a run of another manifest drops nothing`() async throws {
    let stage = try EngineStage(Self.host)
    // The service is out of order, so that nothing of it ever held.
    SimulatedSystemd.running(on: stage.machine).stop("web.service", on: stage.machine)
    let broken = Self.owing.replacing(
      "running: true, enforce", with: "running: true, masked: false, enforce")
    _ = try await stage.apply(broken, path: "/srv/first.yml")
    let run = try await stage.apply(Self.other, path: "/srv/other.yml")
    #expect(run.run.messages.isEmpty)
    let plan = try await stage.plan(broken, path: "/srv/first.yml")
    #expect(plan.owed == ["service:web because of file:/etc/web.conf"])
  }

  @Test func `a run of another manifest drops nothing of one that was killed in its first run`()
    async throws
  {
    let text = """
      name: first
      files: { /etc/web.conf: { content: new, notify: [service:web] } }
      services: { web: running }
      """
    let whole = try EngineStage(Self.host)
    _ = try await whole.apply(text, path: "/srv/first.yml")
    let stage = try EngineStage(Self.host)
    let rename = whole.machine.stepLabels.firstIndex { $0.hasPrefix("rename /etc/.web.conf") }
    stage.machine.stop(atStep: try #require(rename) + 2)
    _ = try? await stage.apply(text, path: "/srv/first.yml")
    stage.machine.restart()
    #expect(stage.machine.content("/etc/web.conf") == Array("new".utf8))

    #expect(try await stage.apply(Self.other, path: "/srv/other.yml").run.messages.count == 1)
    let run = try await stage.apply(text, path: "/srv/first.yml")
    #expect(run.outcomes == ["service:web refreshed"])
    let loaded = "units: { web: { loaded: { /etc/web.conf: new } } }"
    #expect(try stage.differences(from: loaded).isEmpty)
  }

  @Test func `what is owed passes with its target to another manifest`() async throws {
    let stage = try EngineStage(Self.host)
    _ = try await stage.apply(Self.owing, path: "/srv/first.yml")
    let second = "{ name: second, services: { web: running } }"
    let run = try await stage.apply(second, path: "/srv/second.yml")
    #expect(run.outcomes == ["service:web refreshed"])
    #expect(
      try await stage.plan(Self.owing, path: "/srv/first.yml").owed.isEmpty)
  }

  @Test func `it stays owed where the other manifest has it already`() async throws {
    let stage = try EngineStage(Self.host)
    let second = "{ name: second, services: { web: { running: true, enforce: false } } }"
    _ = try await stage.apply(second, path: "/srv/second.yml")
    _ = try await stage.apply(Self.owing, path: "/srv/first.yml")
    let without = "{ name: first, files: { /etc/web.conf: { content: new } } }"
    let run = try await stage.apply(without, path: "/srv/first.yml")
    #expect(run.run.messages.isEmpty)
    #expect(
      try await stage.plan(second, path: "/srv/second.yml").owed
        == ["service:web because of file:/etc/web.conf"])
  }

  @Test func `what a forgotten manifest owes is forgotten, but for what another one manages`()
    async throws
  {
    let stage = try EngineStage(Self.host)
    _ = try await stage.apply(Self.owing, path: "/srv/first.yml")
    try await stage.ledger.commit([.forget(manifest: "first")], durably: true)
    #expect(try await stage.plan(Self.owing, path: "/srv/first.yml").owed.isEmpty)

    let second = "{ name: second, services: { web: { running: true, enforce: false } } }"
    _ = try await stage.apply(second, path: "/srv/second.yml")
    try stage.build("files: { /etc/web.conf: { content: old } }")
    _ = try await stage.apply(Self.owing, path: "/srv/first.yml")
    try await stage.ledger.commit([.forget(manifest: "first")], durably: true)
    #expect(
      try await stage.plan(second, path: "/srv/second.yml").owed
        == ["service:web because of file:/etc/web.conf"])
  }

  @Test func `what is owed to a target that is declared nowhere is dropped with a message`()
    async throws
  {
    let stage = try EngineStage(Self.host)
    _ = try await stage.apply(Self.owing, path: "/srv/first.yml")
    let without = "{ name: first, files: { /etc/web.conf: { content: new } } }"
    let run = try await stage.apply(without, path: "/srv/first.yml")
    #expect(run.run.messages.count { $0.contains("service:web") && $0.contains("dropped") } == 1)
    #expect(
      try await stage.plan(Self.owing, path: "/srv/first.yml").owed.isEmpty)
  }
}
