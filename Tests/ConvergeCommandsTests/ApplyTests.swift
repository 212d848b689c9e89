import ConvergeCore
import ConvergeReport
import Foundation
import Testing

@Suite struct ApplyTests {
  private static let manifest = """
    name: small
    directories: { "@/d": { mode: 0755 } }
    files:
      "@/d/hello": { content: "hello\\n", mode: 0644 }
    links: { "@/d/link": hello }
    """

  @Test func `a first run changes, a second one nothing, and drift is found and repaired`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    let plan = try program.run("plan", "m.yml")
    #expect(plan.status == 2)
    #expect(!FileManager.default.fileExists(atPath: program.path("d")))
    #expect(!FileManager.default.fileExists(atPath: program.state))
    let first = try program.run("apply", "m.yml")
    #expect(first.status == 0, "\(first)")
    #expect(try program.read("d/hello") == "hello\n")
    let second = try program.run("apply", "m.yml", "--detailed-exit-code")
    #expect(second.status == 0, "\(second)")
    #expect(second.output.hasSuffix("\n\n3 as they should be\n"))

    try program.write("d/hello", "hullo\n")
    let drift = try program.run("drift", "m.yml")
    #expect(drift.status == 2)
    #expect(drift.output.contains("host changed"))
    #expect(drift.output.contains("-hullo\n"))
    #expect(drift.output.contains("+hello\n"))
    #expect(try program.run("apply", "m.yml", "--detailed-exit-code").status == 2)
    #expect(try program.read("d/hello") == "hello\n")
    #expect(try program.run("drift", "m.yml").status == 0)
  }

  @Test func `failures end with 4, and with 6 beside differences`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    try program.write("d", "in the way\n")
    let applied = try program.run("apply", "m.yml")
    #expect(applied.status == 4, "\(applied)")
    #expect(applied.output.contains("skipped for it"))
    #expect(try program.read("d") == "in the way\n")
    try program.write(
      "both.yml",
      """
      name: both
      directories: { "@/d": }
      files: { "@/fine": { content: x } }
      """)
    #expect(try program.run("plan", "both.yml").status == 6)
    #expect(try program.run("apply", "both.yml", "--detailed-exit-code").status == 6)
  }

  @Test(arguments: ["plan", "apply", "drift"])
  func `JSON is alone on standard output, and a report of its schema`(verb: String) throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    let ending = try program.run(verb, "m.yml", "--format", "json")
    let report = try Report(json: ending.output)
    #expect(report.resources.count == 3)
    #expect(report.manifest.name == "small")
    #expect(report.host.name != "")
    #expect(report.json() == ending.output)
  }

  @Test(arguments: ["text", "markdown", "yaml"])
  func `a pipe gets no colour and no progress`(format: String) throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    let ending = try program.run("apply", "m.yml", "--format", format)
    #expect(!ending.output.contains("\u{1B}"))
    #expect(!ending.output.contains("\r"))
    #expect(ending.error == "")
    let forced = try program.run("plan", "m.yml", "--color", "always")
    #expect(forced.output.contains("\u{1B}["))
  }

  @Test func `only what is selected is looked at`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    let one = try program.run(
      "apply", "m.yml", "--only", "directory:\(program.path("d"))", "--format", "json")
    let report = try Report(json: one.output)
    #expect(report.resources.count == 1)
    #expect(report.notSelected == 2)
    #expect(!FileManager.default.fileExists(atPath: program.path("d/hello")))
    let wrong = try program.run("plan", "m.yml", "--only", "file:\(program.path("d/hallo"))")
    #expect(wrong.status == 64)
    #expect(wrong.error.contains("did you mean 'file:\(program.path("d/hello"))'?"))
  }

  @Test func `a state directory that cannot be written ends with 73`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    try program.write("file", "")
    let ending = try program.run("apply", "m.yml", "--state-dir", program.path("file/state"))
    #expect(ending.status == 73, "\(ending)")
    #expect(!FileManager.default.fileExists(atPath: program.path("d")))
  }

  @Test func `a second run waits for the lock, and then ends with 75 and names the holder`() throws
  {
    let program = try ProgramUnderTest()
    try program.write(
      "slow.yml",
      """
      name: slow
      commands: { wait: { command: [/bin/sleep, "60"], runs: every_apply } }
      """)
    let holder = try program.start(["apply", "slow.yml"])
    defer { holder.process.terminate() }
    let lock = program.state
    while !FileManager.default.fileExists(atPath: "\(lock)/lock"), holder.process.isRunning {
      usleep(10_000)
    }
    try program.write("m.yml", Self.manifest)
    var second = try program.run("apply", "m.yml", "--lock-timeout", "50ms")
    for _ in 0..<20 where second.status == 0 && holder.process.isRunning {
      second = try program.run("apply", "m.yml", "--lock-timeout", "50ms")
    }
    #expect(second.status == 75, "\(second)")
    #expect(second.error.contains("\(holder.process.processIdentifier)"))
    let plan = try program.run("plan", "m.yml")
    #expect([0, 2].contains(plan.status))
    #expect(plan.output.contains("under way"))
  }

  @Test func `an interrupted run finishes its step and ends with 130`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "slow.yml",
      """
      name: slow
      commands:
        first: { command: [/bin/sh, -c, "touch @/began; sleep 1; touch @/ended"], runs: every_apply }
        second: { command: [/bin/touch, "@/second"], runs: every_apply, require: [command:first] }
      """)
    let running = try program.start(["apply", "slow.yml"])
    while !FileManager.default.fileExists(atPath: program.path("began")), running.process.isRunning
    {
      usleep(10_000)
    }
    running.process.interrupt()
    let ending = try running.ending()
    #expect(ending.status == 130, "\(ending)")
    #expect(FileManager.default.fileExists(atPath: program.path("ended")))
    #expect(!FileManager.default.fileExists(atPath: program.path("second")))
  }

  @Test func `a run is in the history, and its report can be read again`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    let applied = try program.run("apply", "m.yml", "--format", "json")
    let again = try program.run("report", "--format", "json")
    #expect(again.output == applied.output)
    let id = try Report(json: applied.output).run
    #expect(try program.run("report", String(id.suffix(4))).status == 0)
    #expect(try program.run("report", "nothing").status == 64)
    let history = try program.run("history")
    #expect(history.output.contains(id))
    #expect(history.output.contains("small"))
    let own = try program.run("history", "link:\(program.path("d/link"))")
    #expect(own.output.contains("created"))
    let rows = try Value(json: program.run("history", "--format", "json").output.utf8).list
    #expect(rows?.count == 1)
  }

  @Test func `a manifest is forgotten, and its resources stay`() throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    #expect(try program.run("apply", "m.yml").status == 0)
    let forgotten = try program.run("forget", "small")
    #expect(forgotten.status == 0)
    #expect(forgotten.output.contains("3 resources"))
    #expect(try program.read("d/hello") == "hello\n")
    #expect(try program.run("forget", "small").status == 64)
  }

  @Test func `the quickstart stands, and a second run of it changes nothing`() throws {
    let text = try String(
      contentsOf: ProgramUnderTest.repository.appending(path: "Manifests/quickstart.yml"),
      encoding: .utf8)
    let program = try ProgramUnderTest()
    try program.write(
      "quickstart.yml", text.replacing("/tmp/converge-quickstart", with: program.path("q")))
    let first = try program.run("apply", "quickstart.yml", "--detailed-exit-code")
    #expect(first.status == 2, "\(first)")
    let second = try program.run("apply", "quickstart.yml", "--detailed-exit-code")
    #expect(second.status == 0, "\(second)")
  }
}
