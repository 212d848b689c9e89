import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// Disruptive changes wait for a maintenance window.
@Suite struct WindowTests {
  private static let service = """
    files: { /etc/web.conf: { content: NEW, notify: [service:web] } }
    services: { web: { running: true } }
    """
  private static let host = """
    files: { /etc/web.conf: { content: old } }
    units: { web: { reads: [/etc/web.conf], state: active, enabled: true } }
    """

  @Test func `a restart stays owed until a window opens, and the file is changed at once`()
    async throws
  {
    let stage = try EngineStage(Self.host)
    let closed = try await stage.apply(Self.service) {
      $0.postponement = { $0 == .restart ? "until 02:00" : nil }
    }
    #expect(closed.outcomes == ["file:/etc/web.conf updated", "service:web deferred"])
    #expect(closed.owed == ["service:web because of file:/etc/web.conf"])
    #expect(try closed["service:web"].postponement == "until 02:00")
    #expect(!closed.run.fails)
    let later = try await stage.apply(Self.service) {
      $0.postponement = { $0 == .restart ? "until 02:00" : nil }
    }
    #expect(later.outcomes == ["service:web deferred"])
    let open = try await stage.apply(Self.service)
    #expect(open.outcomes == ["service:web refreshed"])
    #expect(open.owed.isEmpty)
  }

  @Test func `a reload does not wait`() async throws {
    let stage = try EngineStage(
      Self.host.replacing("enabled: true", with: "enabled: true, reload: true"))
    let text = Self.service.replacing("running: true", with: "on_refresh: reload")
    let results = try await stage.apply(text) { $0.postponement = { _ in "until 02:00" } }
    #expect(results.outcomes == ["file:/etc/web.conf updated", "service:web refreshed"])
  }

  @Test func `a plan tells what would wait`() async throws {
    let stage = try EngineStage(Self.host)
    let results = try await stage.plan(Self.service) { $0.postponement = { _ in "until 02:00" } }
    #expect(results.outcomes == ["file:/etc/web.conf would_update", "service:web deferred"])
    #expect(results.run.differs)
  }

  @Test func `what builds on a replacement that waits, waits too`() async throws {
    let stage = try EngineStage("images: { \"app:1\": { id: a1 }, \"app:2\": { id: b2 } }")
    let text = """
      containers: { api: { image: "app:2" } }
      files: { /etc/after: { content: x, require: [container:api] } }
      """
    _ = try await stage.apply(#"containers: { api: { image: "app:1" } }"#)
    let closed = try await stage.apply(text) {
      $0.postponement = { $0 == .replace ? "until 02:00" : nil }
    }
    #expect(try closed["container:api"].outcome == .deferred)
    #expect(try closed["file:/etc/after"].outcome == .deferred)
    #expect(try stage.differences(from: "files: { /etc/after: absent }").isEmpty)
    let open = try await stage.apply(text)
    #expect(open.outcomes == ["container:api replaced", "file:/etc/after created"])
  }
}
