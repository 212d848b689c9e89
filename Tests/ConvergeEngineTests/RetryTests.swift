import ConvergeCore
import ConvergeTestSupport
import Testing

/// `retry`: what fails once need not fail.
@Suite struct RetryTests {
  private let fault = HostError(.other, "do", "x", because: "input/output error")

  @Test func `an attempt that came further than it knew counts, and what it left is removed`()
    async throws
  {
    let machine = """
      images: { "app:1": { id: a1 }, "app:2": { id: a2 } }
      containers: { app: { image: "app:1", ours: true } }
      """
    let manifest = """
      name: web
      containers: { app: { image: "app:2", retry: { attempts: 2, delay: 1s } } }
      files: { /etc/after: { content: "x", require: ["container:app"] } }
      """
    let whole = try ManifestRuns(host: machine)
    _ = try await whole.apply(manifest)
    let removal = whole.machine.stepLabels.firstIndex { $0.hasPrefix("docker remove") }
    let runs = try ManifestRuns(host: machine)
    runs.machine.fail(step: try #require(removal) + 1, with: fault)
    let run = try await runs.apply(manifest)
    #expect(run.outcomes["container:app"] == "replaced")
    #expect(run.errors == [:])
    #expect(run.outcomes["file:/etc/after"] == "created")
    #expect(runs.leftovers == [])
  }

  @Test func `a second attempt that succeeds is a success`() async throws {
    let runs = try ManifestRuns(host: "units: { app: { state: inactive } }")
    runs.machine.fail(step: 3, with: fault)
    let run = try await runs.apply(
      "name: web\nservices: { app: { running: true, retry: { attempts: 2, delay: 1s } } }")
    #expect(runs.machine.stepLabels[2] == "StartUnit app.service")
    #expect(run.outcomes["service:app"] == "updated")
    #expect(run.errors == [:])
  }
}
