import ConvergeCore
import ConvergeEngine
import ConvergeLedger
import ConvergeTestSupport
import Testing

/// What the ledger is for: causes, release, several manifests on one host (`language.md`, section
/// 3).
@Suite struct LedgerRulesTests {
  private func file(_ attributes: String, name: String = "web") -> String {
    "{ name: \(name), files: { /etc/x: { \(attributes) } } }"
  }

  @Test func `causes are told from what was desired and what was found`() async throws {
    let stage = try EngineStage("files: { /etc/x: { content: a, mode: 0644 } }")
    func cause(_ attributes: String) async throws -> Cause? {
      try await stage.plan(file(attributes))["file:/etc/x"].cause
    }
    #expect(try await cause("mode: 0600") == .new)
    #expect(try await cause("mode: 0644") == nil)
    #expect(try await stage.apply(file("mode: 0644")).outcomes.isEmpty)
    #expect(try await cause("mode: 0600") == .manifest)
    #expect(try await cause("mode: 0644, content: b") == .manifest)
    stage.machine.put("/etc/x", Array("a".utf8), mode: 0o640)
    #expect(try await cause("mode: 0644") == .host)
    #expect(try await cause("mode: 0600") == .both)
    #expect(try await cause("mode: 0644, content: b") == .both)
  }

  @Test func `what its source has moved is neither the manifest's nor the host's`() async throws {
    let stage = try EngineStage("{ repository: { tool: [\"1.0\"] }, packages: { tool: \"1.0\" } }")
    _ = try await stage.apply("packages: { tool: latest }")
    try stage.build("{ repository: { tool: [\"1.0\", \"2.0\"] } }")
    #expect(try await stage.plan("packages: { tool: latest }")["package:tool"].cause == .source)
  }

  @Test func `a whole success releases what is no longer declared, once`() async throws {
    let stage = try EngineStage()
    _ = try await stage.apply("files: { /etc/x: { content: x }, /etc/y: { content: y } }")
    let run = try await stage.apply("files: { /etc/y: { content: y } }")
    #expect(run.run.released.map(\.description) == ["file:/etc/x"])
    #expect(try stage.differences(from: "files: { /etc/x: { content: x } }").isEmpty)
    #expect(try await stage.apply("files: { /etc/y: { content: y } }").run.released.isEmpty)
    // Declared again, it is new.
    stage.machine.put("/etc/x", [])
    let plan = try await stage.plan("files: { /etc/x: { content: x }, /etc/y: { content: y } }")
    #expect(try plan["file:/etc/x"].cause == .new)
  }

  @Test func `an attribute that is no longer declared keeps its value, which is told once`()
    async throws
  {
    let stage = try EngineStage()
    _ = try await stage.apply(file("content: x, mode: 0600"))
    let run = try await stage.apply(file("content: x"))
    #expect(run.outcomes.isEmpty)
    #expect(
      run.run.releasedAttributes.map { "\($0.reference) \($0.attribute)" } == ["file:/etc/x mode"])
    #expect(try stage.differences(from: "files: { /etc/x: { mode: 0600 } }").isEmpty)
    #expect(try await stage.apply(file("content: x")).run.releasedAttributes.isEmpty)
    #expect(try await stage.plan(file("content: x, mode: 0644"))["file:/etc/x"].cause == .manifest)
  }

  @Test func `neither a run of a part nor one that fails releases anything`() async throws {
    let stage = try EngineStage("directories: { /etc/bad: {} }")
    _ = try await stage.apply("files: { /etc/x: { content: x }, /etc/y: { content: y } }")
    var selection = Selection()
    selection.tags = ["some"]
    let part = try stage.work("files: { /etc/y: { content: y, tags: some } }", selection)
    #expect(try await stage.apply(part).run.released.isEmpty)
    let failing = "files: { /etc/y: { content: y }, /etc/bad: { content: x } }"
    #expect(try await stage.apply(failing).run.released.isEmpty)
    #expect(
      try await stage.apply("files: { /etc/y: { content: y } }").run.released.count == 1)
  }

  @Test
  func `a name that another manifest has used is refused until it is taken over or forgotten`()
    async throws
  {
    let stage = try EngineStage()
    _ = try await stage.apply(file("content: x", name: "shared"), path: "/srv/a.yml")
    let stranger = "{ name: shared, files: { /etc/z: { content: z } } }"
    let error = await #expect(throws: HostError.self) {
      try await stage.apply(stranger, path: "/srv/b.yml")
    }
    #expect(error?.reason == .refused)
    #expect(error?.because.contains("/srv/a.yml") == true)
    #expect(try stage.differences(from: "files: { /etc/z: absent }").isEmpty)
    let planned = await #expect(throws: HostError.self) {
      try await stage.plan(stranger, path: "/srv/b.yml")
    }
    #expect(planned?.because == error?.because)
    // The same manifest at another place is no stranger.
    _ = try await stage.apply(file("content: x", name: "shared"), path: "/srv/moved.yml")
    try await stage.ledger.commit([.forget(manifest: "shared")], durably: true)
    #expect(
      try await stage.apply(stranger, path: "/srv/b.yml").outcomes == ["file:/etc/z created"])
    _ = try await stage.apply(file("content: x", name: "shared"), path: "/srv/a.yml") {
      $0.takesOver = true
    }
  }

  @Test func `two manifests that disagree are in conflict, and each names the other`() async throws
  {
    let stage = try EngineStage()
    _ = try await stage.apply(file("content: a", name: "first"), path: "/srv/first.yml")
    let second = file("content: b", name: "second")
    for results in [
      try await stage.plan(second, path: "/srv/second.yml"),
      try await stage.apply(second, path: "/srv/second.yml"),
    ] {
      let error = try #require(try results["file:/etc/x"].error)
      #expect(error.reason == .refused)
      #expect(error.description.contains("file:/etc/x"))
      #expect(error.because.contains("'first'"))
      #expect(error.because.contains("'content'"))
    }
    #expect(try stage.differences(from: "files: { /etc/x: { content: a } }").isEmpty)

    let taken = try await stage.apply(second, path: "/srv/second.yml") { $0.takesOver = true }
    #expect(taken.outcomes == ["file:/etc/x updated"])
    let first = try await stage.plan(file("content: a", name: "first"), path: "/srv/first.yml")
    #expect(try first["file:/etc/x"].error?.because.contains("'second'") == true)
  }

  @Test func `two manifests that agree, or speak of different attributes, are not in conflict`()
    async throws
  {
    let stage = try EngineStage()
    _ = try await stage.apply(file("content: a", name: "first"), path: "/srv/first.yml")
    for attributes in ["content: a", "mode: 0600", "content: b, enforce: false"] {
      let run = try await stage.apply(file(attributes, name: "second"), path: "/srv/second.yml")
      #expect(!run.run.fails, "\(attributes)")
    }
  }

  @Test func `a file where another manifest has a directory is in conflict`() async throws {
    let stage = try EngineStage()
    _ = try await stage.apply(
      "{ name: first, directories: { /srv/x: {} } }", path: "/srv/first.yml")
    let run = try await stage.plan(
      "{ name: second, links: { /srv/x: { target: /srv, force: true } } }",
      path: "/srv/second.yml")
    #expect(try run["link:/srv/x"].error?.because.contains("directory") == true)
  }

  @Test func `what a killed run left behind is cleared by the first run that can`() async throws {
    let whole = try EngineStage()
    _ = try await whole.apply("files: { /etc/x: { content: x } }")
    let placing = try #require(
      whole.machine.stepLabels.firstIndex { $0.contains("rename") })
    let stage = try EngineStage()
    stage.machine.stop(atStep: placing + 1)
    _ = try? await stage.apply("files: { /etc/x: { content: x } }")
    stage.machine.restart()
    let leftover = { stage.machine.entries().filter { $0.path.contains(".converge-") }.count }
    #expect(leftover() == 1)

    // The first thing that the next run changes is what was left; it cannot.
    let refusal = HostError(.denied, "remove", "/etc", because: "not now")
    stage.machine.fail(step: stage.machine.stepCount + 1, with: refusal)
    let second = try await stage.apply("files: { /etc/y: { content: y } }")
    #expect(second.run.messages.contains { $0.contains("left behind") })
    #expect(leftover() == 1)
    _ = try await stage.apply("files: { /etc/y: { content: y } }")
    #expect(leftover() == 0)
  }
}
