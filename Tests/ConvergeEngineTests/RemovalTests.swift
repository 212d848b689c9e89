import ConvergeCore
import ConvergeEngine
import ConvergeGraph
import ConvergeTestSupport
import Testing

/// When things are taken away (`language.md`, section 5).
@Suite struct RemovalTests {
  private static let host = """
    groups: { team: { gid: 2000 } }
    users: { old: { uid: 1500, gid: 2000 } }
    """

  @Test(
    arguments: [
      "users: { old: absent, new: { uid: 1500 } }", "users: { new: { uid: 1500 }, old: absent }",
      "users: { old: { state: absent, uid: 7 }, new: { uid: 1500, shell: /bin/sh } }",
    ])
  func `an absent user goes before a present one that asks for its number`(text: String)
    async throws
  {
    let stage = try EngineStage(Self.host)
    let plan = try await stage.plan(text)
    #expect(plan.outcomes == ["user:old would_remove", "user:new would_create"])
    let run = try await stage.apply(text)
    #expect(run.outcomes == ["user:old removed", "user:new created"])
    #expect(
      try stage.differences(from: "users: { old: absent, new: { uid: 1500 } }").isEmpty)
    #expect(try await stage.apply(text).outcomes.isEmpty)
  }

  @Test func `so does an absent group, and before it the absent user whose primary one it is`()
    async throws
  {
    let stage = try EngineStage(Self.host)
    let text = """
      groups: { new: { gid: 2000 }, team: absent }
      users: { old: { state: absent, gid: team } }
      """
    let run = try await stage.apply(text)
    #expect(run.outcomes == ["user:old removed", "group:team removed", "group:new created"])
  }

  @Test func `without that they go after everything else`() async throws {
    let stage = try EngineStage(Self.host)
    let run = try await stage.apply(
      """
      groups: { team: absent }
      users: { old: absent, new: { uid: 1600 } }
      files: { /etc/x: { content: x } }
      """)
    #expect(
      run.outcomes == [
        "user:new created", "file:/etc/x created", "user:old removed", "group:team removed",
      ])
  }

  @Test func `what stands on others goes before them, in the order of the page`() throws {
    let work = try EngineStage().work(
      """
      groups: { old: absent }
      users: { old: absent, other: { state: absent, home: /srv/other } }
      directories:
        /home/old/data: absent
        /srv/other: absent
        /srv/gone: absent
      files: { /home/old/data/x: absent }
      images: { "app:1": absent }
      containers: { app: absent }
      services: { app: stopped }
      packages: { app: absent }
      commands: { last: { command: [/bin/true], runs: every_apply } }
      """)
    #expect(
      work.graph.order.map { work.resources[$0].declaration.reference.description } == [
        "package:app", "directory:/srv/gone", "file:/home/old/data/x", "service:app",
        "container:app", "image:app:1", "directory:/home/old/data", "directory:/srv/other",
        "user:old", "user:other", "group:old", "command:last",
      ])
  }

  @Test func `a container goes before its image, also where that is pulled forward`() async throws {
    let stage = try EngineStage(
      """
      images: { "app:1": { id: a1 } }
      containers: { app: { image: "app:1", ours: true } }
      """)
    let run = try await stage.apply(
      """
      images: { "app:1": { state: absent, before: ["file:/etc/free"] } }
      containers: { app: { state: absent, image: "app:1" } }
      files: { /etc/free: { content: free } }
      """)
    #expect(
      run.outcomes == ["container:app removed", "image:app:1 removed", "file:/etc/free created"])
  }

  @Test func `a service may be stopped beside its absent unit, and goes first`() throws {
    let work = try EngineStage().work(
      """
      files: { /etc/systemd/system/app.service: absent }
      services: { app: { running: false, enabled: false } }
      """)
    #expect(
      work.graph.order.map { work.resources[$0].declaration.reference.description } == [
        "service:app", "file:/etc/systemd/system/app.service",
      ])
  }
}
