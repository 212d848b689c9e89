import ConvergeTestSupport
import Testing

/// What becomes of a refresh that is owed (`language.md`, section 3).
@Suite struct OwedRefreshTests {
  private let host = """
    files:
      /etc/app.conf: { content: "old\\n" }
    units:
      app: { reads: /etc/app.conf, state: active, enabled: true }
    """

  @Test func `what is not enforced is never refreshed, and stays owed`() async throws {
    let runs = try ManifestRuns(host: host)
    let manifest = """
      name: web
      files:
        /etc/app.conf: { content: "new\\n" }
      services:
        app: { running: true, enforce: false, subscribe: ["file:/etc/app.conf"] }
      """
    for _ in 0..<2 {
      let run = try await runs.apply(manifest)
      #expect(run.outcomes["service:app"] == "in_sync")
      #expect(run.owed == ["service:app"])
    }
    let deliveries = SimulatedSystemd.running(on: runs.machine).deliveries(to: "app.service")
    #expect(deliveries == (0, 0))
  }

  @Test func `what is owed to a container that is to be stopped is crossed out`() async throws {
    let machine = """
      files:
        /etc/app.conf: { content: "old\\n" }
      images:
        "app:1": { id: a1 }
      """
    let manifest = """
      name: web
      files:
        /etc/app.conf: { content: "new\\n", notify: ["container:app"] }
      containers:
        app: { image: "app:1", state: stopped }
      """
    let whole = try ManifestRuns(host: machine)
    _ = try await whole.apply(manifest)
    for step in 1...whole.machine.stepCount {
      let runs = try ManifestRuns(host: machine)
      runs.machine.stop(atStep: step)
      _ = try? await runs.apply(manifest)
      runs.machine.restart()
      let run = try await runs.apply(manifest)
      #expect(run.owed == [], "after a kill at \(whole.machine.stepLabels[step - 1])")
    }
  }

  @Test func `what another manifest owes is not dropped, though it has no entry yet`()
    async throws
  {
    let web = """
      name: web
      files:
        /etc/app.conf: { content: "new\\n", notify: ["service:app"] }
      services:
        app: { running: true }
      """
    let other = """
      name: other
      files:
        /etc/motd: { content: "hello\\n" }
      """
    let runs = try ManifestRuns(host: host)
    let rename = "rename /etc/.app.conf"
    let whole = try ManifestRuns(host: host)
    _ = try await whole.apply(web)
    let step = try #require(whole.machine.stepLabels.firstIndex { $0.hasPrefix(rename) })
    runs.machine.stop(atStep: step + 3)
    _ = try? await runs.apply(web)
    runs.machine.restart()
    #expect(runs.machine.content("/etc/app.conf") == Array("new\n".utf8))

    let between = try await runs.apply(other)
    #expect(between.outcomes["file:/etc/motd"] == "created")
    #expect(!between.messages.contains { $0.contains("dropped") })
    let run = try await runs.apply(web)
    #expect(run.outcomes["service:app"] == "refreshed")
    let systemd = SimulatedSystemd.running(on: runs.machine)
    #expect(systemd.loaded("/etc/app.conf", by: "app.service") == Array("new\n".utf8))
  }

  @Test func `what is owed to something that is declared no more is dropped with a message`()
    async throws
  {
    let runs = try ManifestRuns(host: host)
    let before = """
      name: web
      files:
        /etc/app.conf: { content: "new\\n", notify: ["service:app"] }
      services:
        app: { running: true, enforce: false }
      """
    #expect(try await runs.apply(before).owed == ["service:app"])
    let after = """
      name: web
      files:
        /etc/app.conf: { content: "new\\n" }
      """
    #expect(try await runs.apply(after).messages.contains { $0.contains("is dropped") })
    #expect(try await runs.apply(before).owed == [])
  }
}
