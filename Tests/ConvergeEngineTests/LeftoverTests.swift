import ConvergeCore
import ConvergeTestSupport
import Testing

/// What changes leave that were killed or failed halfway.
@Suite struct LeftoverTests {
  private let manifest = """
    name: web
    files:
      /etc/a: { content: "new\\n" }
      /etc/b: { content: "b\\n", require: ["file:/etc/a"] }
    """
  private let host = "files: { /etc/a: { content: \"old\\n\" } }"
  private let full = HostError(.noSpace, "write", "x", because: "no space is left on the device")

  private func step(_ label: String, of runs: ManifestRuns) async throws -> Int {
    _ = try await runs.apply(manifest)
    return try #require(runs.machine.stepLabels.firstIndex { $0.hasPrefix(label) }) + 1
  }

  @Test func `what a failed change could not remove is removed by the next run`() async throws {
    let machine = """
      images: { "app:1": { id: a1 }, "app:2": { id: a2 } }
      containers: { app: { image: "app:1", ours: true } }
      """
    let manifest = "name: web\ncontainers: { app: { image: \"app:2\" } }"
    let runs = try ManifestRuns(host: machine)
    runs.machine.fail(from: 1, with: full) { $0.hasPrefix("docker remove") }
    #expect(try await runs.apply(manifest).outcomes["container:app"] == "failed")
    #expect(runs.leftovers.count == 1)
    runs.machine.clearUp()
    _ = try await runs.apply(manifest)
    #expect(runs.leftovers == [])
  }

  @Test func `what cannot be cleared keeps its resource from being touched, and is tried again`()
    async throws
  {
    let kill = try await step("rename /etc/.a", of: ManifestRuns(host: host))
    let runs = try ManifestRuns(host: host)
    runs.machine.stop(atStep: kill)
    _ = try? await runs.apply(manifest)
    runs.machine.restart()
    #expect(runs.leftovers.count == 1)

    runs.machine.fail(step: runs.machine.stepCount + 1, with: full)
    let second = try await runs.apply(manifest)
    #expect(second.outcomes["file:/etc/a"] == "failed")
    #expect(second.outcomes["file:/etc/b"] == "skipped")
    #expect(second.errors["file:/etc/a"]?.contains("no space") == true)

    let third = try await runs.apply(manifest)
    #expect(third.outcomes["file:/etc/a"] == "updated")
    #expect(runs.leftovers == [])
  }

  @Test func `a temporary name that was gone and not synced does not come back`() async throws {
    let rename = try await step("rename /etc/.a", of: ManifestRuns(host: host))
    let runs = try ManifestRuns(host: host)
    // After the effect of the rename, and before its sync.
    runs.machine.stop(atStep: rename + 1)
    _ = try? await runs.apply(manifest)
    runs.machine.restart()
    _ = try await runs.apply(manifest)
    runs.machine.powerCut()
    runs.machine.restart()
    _ = try await runs.apply(manifest)
    #expect(runs.leftovers == [])
    #expect(runs.machine.content("/etc/a") == Array("new\n".utf8))
  }
}
