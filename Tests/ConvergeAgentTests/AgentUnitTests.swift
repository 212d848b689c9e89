import ConvergeAgent
import Foundation
import Testing

/// What is in `Packaging` is what `agent install` writes.
@Suite struct AgentUnitTests {
  private static let packaging = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Packaging")

  @Test(arguments: [
    "converge-agent.service", "converge-agent.timer", "converge-agent-once.service",
  ])
  func `the packaged units are those that are installed`(name: String) throws {
    let unit = AgentUnit(program: "/usr/bin/converge")
    let text =
      switch name {
      case "converge-agent.service": unit.serviceText
      case "converge-agent.timer": unit.timerText(interval: .seconds(1800), splay: .seconds(300))
      default: unit.oneshotText
      }
    let file = Self.packaging.appending(path: name)
    if ProcessInfo.processInfo.environment["CONVERGE_REWRITE_GOLDEN"] != nil {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "run 'make golden'")
  }

  @Test func `a path with a space is one word`() {
    var unit = AgentUnit(program: "/opt/my tools/converge")
    unit.configuration = "/etc/my agent.yml"
    #expect(
      unit.serviceText.contains(
        "ExecStart=\"/opt/my tools/converge\" agent run --config \"/etc/my agent.yml\"\n"))
  }
}
