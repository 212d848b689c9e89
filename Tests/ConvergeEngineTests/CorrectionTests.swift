import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Synchronization
import Testing

@Suite struct `What is about to be put right` {
  private static let manifest = """
    directories: [/srv]
    files:
      /srv/a: { content: "a\\n", mode: 0644 }
      /srv/b: { content: "b\\n", mode: 0644 }
    """

  /// Whose files were as somebody had made them when it was told.
  private final class Told: Sendable {
    let modes = Mutex<[String: Int]>([:])
  }

  @Test func `is told while it is as it was found, and only where the host changed`() async throws {
    let stage = try EngineStage()
    let told = Told()
    let work = try stage.work(Self.manifest)
    let look: @Sendable (Int) -> Void = { [files = stage.machine.host.files] index in
      let name = work.resources[index].declaration.reference.name
      let mode = (try? files.status(name))?.mode
      told.modes.withLock { $0[name] = mode.map(Int.init) ?? -1 }
    }
    _ = try await stage.apply(work) { $0.corrects = look }
    #expect(told.modes.withLock { $0 }.isEmpty)
    stage.machine.put("/srv/b", Array("b\n".utf8), mode: 0o600)
    let results = try await stage.apply(work) { $0.corrects = look }
    #expect(results.outcomes == ["file:/srv/b updated"])
    #expect(told.modes.withLock { $0 } == ["/srv/b": 0o600])
  }
}
