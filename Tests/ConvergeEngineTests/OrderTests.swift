import ConvergeCore
import ConvergeEngine
import ConvergeTestSupport
import Testing

/// Runs in the order of the graph.
@Suite struct OrderTests {
  @Test func `what an earlier one did by the way counts`() async throws {
    let stage = try EngineStage("shell: true")
    let run = try await stage.apply(
      """
      files: { /etc/x: { content: "made\\n" } }
      commands:
        make: { command: [/usr/bin/write, /etc/x, made], creates: /etc/x, before: file:/etc/x }
      """)
    #expect(run.outcomes == ["command:make ran"])
    #expect(try run["file:/etc/x"].outcome == .inSync)
  }

  @Test func `commands run one at a time in the order written`() async throws {
    let stage = try EngineStage("shell: true")
    let names = (0..<5).map { "c\($0)" }.shuffled()
    let commands = names.map { "  \($0): { command: [/usr/bin/sleep, 1], runs: every_apply }\n" }
    let events = Events()
    _ = try await stage.apply("commands:\n" + commands.joined()) { options in
      options.jobs = 4
      options.observer = { events.add($0) }
    }
    #expect(
      events.texts == names.flatMap { ["began command:\($0)", "ended command:\($0)"] })
  }

  @Test func `a plan and an apply tell of resources in the same order, every time`() async throws {
    let text = """
      commands: { c: { command: [/usr/bin/touch, /c], creates: /c } }
      files: { /etc/b: { content: b }, /etc/a: { content: a, require: file:/etc/z }, /etc/z: {} }
      directories: { /srv/d: {} }
      """
    var orders: Set<[Int]> = []
    for _ in 0..<5 {
      let stage = try EngineStage("shell: true")
      orders.insert(try await stage.plan(text).run.results.map(\.index))
      orders.insert(try await stage.apply(text).run.results.map(\.index))
    }
    #expect(orders.count == 1)
  }
}
