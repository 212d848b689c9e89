import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// What is owed, and to whom (`language.md`, section 3).
@Suite struct RefreshTests {
  private static let host = """
    files: { /etc/web.conf: { content: old } }
    units: { web: { reads: [/etc/web.conf], state: active, enabled: true } }
    """

  private static func manifest(_ content: String, service: String = "{ running: true }") -> String {
    """
    files: { /etc/web.conf: { content: \(content), notify: [service:web] } }
    services: { web: \(service) }
    """
  }

  @Test func `what is not enforced is not refreshed, stays owed, and is no difference`()
    async throws
  {
    let stage = try EngineStage(Self.host)
    let text = Self.manifest("new", service: "{ running: true, enforce: false }")
    let run = try await stage.apply(text)
    #expect(run.outcomes == ["file:/etc/web.conf updated"])
    #expect(run.owed == ["service:web because of file:/etc/web.conf"])
    #expect(try stage.differences(from: "units: { web: { starts: 0 } }").isEmpty)
    let plan = try await stage.plan(text)
    #expect(!plan.run.differs)
    #expect(plan.owed == ["service:web because of file:/etc/web.conf"])

    // Enforced again, it gets what it is owed.
    let later = try await stage.apply(Self.manifest("new"))
    #expect(later.outcomes == ["service:web refreshed"])
    #expect(later.owed.isEmpty)
    let loaded = "units: { web: { starts: 1, loaded: { /etc/web.conf: new } } }"
    #expect(try stage.differences(from: loaded).isEmpty)
  }

  @Test func `what is owed is a difference until it is delivered`() async throws {
    let stage = try EngineStage(Self.host)
    _ = try await stage.apply(Self.manifest("new", service: "{ running: true, enforce: false }"))
    let plan = try await stage.plan(Self.manifest("new"))
    #expect(plan.run.differs)
    #expect(plan.outcomes == ["service:web would_refresh"])
    #expect(try plan["service:web"].cause == .refresh)
    _ = try await stage.apply(Self.manifest("new"))
    #expect(try await stage.plan(Self.manifest("new")).run.differs == false)
  }

  @Test func `what is owed to something that does not run is crossed out`() async throws {
    let stage = try EngineStage(Self.host)
    _ = try await stage.apply(Self.manifest("new", service: "{ enabled: true, enforce: false }"))
    SimulatedSystemd.running(on: stage.machine).stop("web.service", on: stage.machine)
    let text = Self.manifest("new", service: "{ enabled: true }")
    #expect(try await stage.plan(text).outcomes == [])
    let run = try await stage.apply(text)
    #expect(run.outcomes.isEmpty)
    #expect(run.owed.isEmpty)
    #expect(try await stage.plan(text).owed.isEmpty)
    #expect(try stage.differences(from: "units: { web: { state: inactive } }").isEmpty)
  }

  @Test func `so it is with a container that is to be stopped, wherever the run was killed`()
    async throws
  {
    let host = """
      files: { /etc/web.conf: { content: old } }
      images: { "app:1": { id: a1 } }
      """
    let text = """
      files: { /etc/web.conf: { content: new, notify: [container:app] } }
      containers: { app: { image: "app:1", state: stopped } }
      """
    let whole = try EngineStage(host)
    _ = try await whole.apply(text)
    let labels = whole.machine.stepLabels
    #expect(labels.contains("docker create app"))
    for (step, label) in zip(1..., labels) {
      let stage = try EngineStage(host)
      stage.machine.stop(atStep: step)
      _ = try? await stage.apply(text)
      stage.machine.restart()
      #expect(try await stage.apply(text).owed == [], "after a kill at '\(label)'")
    }
  }

  @Test func `a delivered refresh is a change for those that subscribe, a crossed-out one is not`()
    async throws
  {
    let stage = try EngineStage("\(Self.host)\nshell: true\n")
    let tail = """

      commands: { tell: { command: [/usr/bin/touch, /told], refresh_only: true, subscribe: [service:web] } }
      """
    _ = try await stage.apply(Self.manifest("new") + tail)
    #expect(try stage.differences(from: "files: { /told: {} }").isEmpty)

    try stage.build("gone: { /told: }")
    SimulatedSystemd.running(on: stage.machine).stop("web.service", on: stage.machine)
    let idle = Self.manifest("newer", service: "{ enabled: true }") + tail
    _ = try await stage.apply(idle)
    #expect(try stage.differences(from: "files: { /told: absent }").isEmpty)
    #expect(try await stage.plan(idle).owed.isEmpty)
  }

  @Test func `a change that leaves all as it was owes nothing`() async throws {
    let stage = try EngineStage(Self.host)
    // The first attempt to write fails at once.
    let full = HostError(.noSpace, "write", "/etc", because: "the disk is full")
    stage.machine.fail(from: 1, with: full) { $0.hasPrefix("write /etc/.web.conf.") }
    let run = try await stage.apply(Self.manifest("new"))
    #expect(run.outcomes == ["file:/etc/web.conf failed", "service:web skipped"])
    #expect(run.owed.isEmpty)
    #expect(try await stage.plan(Self.manifest("old")).owed.isEmpty)
  }

  @Test func `each change that a pattern matches is owed to all that use it`() async throws {
    let stage = try EngineStage(
      """
      files: { /etc/a.conf: { content: old }, /etc/b.conf: { content: old } }
      units:
        web: { reads: [/etc/a.conf], state: active, enabled: true }
        db: { reads: [/etc/b.conf], state: active, enabled: true }
      """)
    let text = """
      files: { /etc/a.conf: { content: new }, /etc/b.conf: { content: old } }
      services:
        web: { running: true, subscribe: 'file:/etc/*' }
        db: { running: true, subscribe: 'file:/etc/*' }
      """
    let plan = try await stage.plan(text)
    #expect(
      plan.outcomes == [
        "file:/etc/a.conf would_update", "service:web would_refresh", "service:db would_refresh",
      ])
    #expect(try plan["service:db"].because.map(\.description) == ["file:/etc/a.conf"])
    let run = try await stage.apply(text)
    #expect(
      run.outcomes == [
        "file:/etc/a.conf updated", "service:web refreshed", "service:db refreshed",
      ])
    #expect(try await stage.apply(text).outcomes.isEmpty)
  }

  @Test func `an unselected target is owed, and that does not count`() async throws {
    let stage = try EngineStage(Self.host)
    var selection = Selection()
    selection.tags = ["conf"]
    let text = """
      files: { /etc/web.conf: { content: new, notify: [service:web], tags: conf } }
      services: { web: running }
      """
    let run = try await stage.apply(stage.work(text, selection))
    #expect(run.outcomes == ["file:/etc/web.conf updated"])
    #expect(run.owed == ["service:web because of file:/etc/web.conf"])
    #expect(!run.run.fails)
    #expect(try await stage.apply(text).outcomes == ["service:web refreshed"])
  }
}
