import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// What changes leave that were killed or failed halfway.
@Suite struct LeftoverTests {
  private let manifest = """
    files:
      /etc/a: { content: "new\\n" }
    """
  private let host = "files: { /etc/a: { content: \"old\\n\" } }"
  private let images = """
    images: { "app:1": { id: a1 }, "app:2": { id: a2 } }
    containers: { app: { image: "app:1", ours: true } }
    """
  private let full = HostError(.noSpace, "write", "x", because: "no space is left on the device")

  /// The number of the first step of that kind.
  private func step(_ label: String, on host: String, _ manifest: String) async throws -> Int {
    let whole = try EngineStage(host)
    _ = try await whole.apply(manifest)
    return try #require(whole.machine.stepLabels.firstIndex { $0.hasPrefix(label) }) + 1
  }

  private func leftovers(on machine: SimulatedHost) -> [String] {
    machine.entries().map(\.path).filter { $0.contains(".converge-") }
      + SimulatedDocker.on(machine).containers.map(\.name).filter { $0.contains(".converge-") }
  }

  @Test func `what a failed change could not remove is removed by the next run`() async throws {
    let manifest = "containers: { app: { image: \"app:2\" } }"
    let stage = try EngineStage(images)
    stage.machine.fail(from: 1, with: full) { $0.hasPrefix("docker remove") }
    #expect(try await stage.apply(manifest)["container:app"].outcome == .failed)
    #expect(leftovers(on: stage.machine).count == 1)
    stage.machine.clearUp()
    _ = try await stage.apply(manifest)
    #expect(leftovers(on: stage.machine) == [])
  }

  @Test func `what a first attempt left is removed though the second one succeeded`()
    async throws
  {
    let manifest = """
      containers: { app: { image: "app:2", retry: { attempts: 2, delay: 1s } } }
      """
    let stage = try EngineStage(images)
    stage.machine.fail(step: try await step("docker remove", on: images, manifest), with: full)
    #expect(try await stage.apply(manifest)["container:app"].outcome == .replaced)
    #expect(leftovers(on: stage.machine) == [])
  }

  @Test func `a container that the engine makes after its run was killed is removed by the next`()
    async throws
  {
    let manifest = "containers: { app: { image: \"app:2\" } }"
    let stage = try EngineStage(images)
    stage.machine.stop(atStep: try await step("docker stop", on: images, manifest))
    _ = try? await stage.apply(manifest)
    stage.machine.restart()
    let name = try #require(leftovers(on: stage.machine).first)
    let engine = SimulatedDocker.on(stage.machine)
    engine.tamper(name) { $0.name = "not-made-yet" }
    stage.machine.schedule(after: .milliseconds(700)) { _ in
      engine.tamper("not-made-yet") { $0.name = name }
    }
    #expect(try await stage.apply(manifest)["container:app"].outcome == .replaced)
    #expect(engine.containers.map(\.name) == ["app"])
  }

  @Test func `a container that a killed run had just asked for makes way for what is declared`()
    async throws
  {
    let images = "images: { \"app:1\": { id: a1 }, \"app:2\": { id: a2, remote: true } }"
    let stage = try EngineStage(images)
    _ = try await stage.apply("containers: { app: { image: \"app:1\" } }")
    let engine = SimulatedDocker.on(stage.machine)
    engine.tamper("app") { $0.name = "not-made-yet" }
    // While the image is pulled.
    stage.machine.schedule(after: .milliseconds(500)) { _ in
      engine.tamper("not-made-yet") { $0.name = "app" }
    }
    #expect(
      try await stage.apply("containers: { app: { image: \"app:2\" } }")["container:app"].outcome
        == .created)
    #expect(engine.containers.map(\.imageName) == ["app:2"])
  }

  @Test func `an old file that a first attempt kept does not come back over a success`()
    async throws
  {
    let host = host + "\nprograms: { /usr/sbin/check: { rejects: bad } }"
    let manifest = """
      files:
        /etc/a:
          content: "new\\n"
          validate: [/usr/sbin/check, /etc/a]
          retry: { attempts: 2, delay: 1s }
      """
    let stage = try EngineStage(host)
    stage.machine.fail(step: try await step("remove /etc/.a", on: host, manifest), with: full)
    let run = try await stage.apply(manifest)
    #expect(try run["file:/etc/a"].outcome == .updated)
    #expect(try run["file:/etc/a"].attempts == 2)
    #expect(stage.machine.content("/etc/a") == Array("new\n".utf8))
    #expect(leftovers(on: stage.machine) == [])
    #expect(try await stage.apply(manifest).outcomes.isEmpty)
  }

  @Test func `a temporary name that was gone and not synced does not come back`() async throws {
    let rename = try await step("rename /etc/.a", on: host, manifest)
    let stage = try EngineStage(host)
    // After the effect of the rename, and before its sync.
    stage.machine.stop(atStep: rename + 1)
    _ = try? await stage.apply(manifest)
    stage.machine.restart()
    _ = try await stage.apply(manifest)
    stage.machine.powerCut()
    stage.machine.restart()
    _ = try await stage.apply(manifest)
    #expect(leftovers(on: stage.machine) == [])
    #expect(stage.machine.content("/etc/a") == Array("new\n".utf8))
  }
}
