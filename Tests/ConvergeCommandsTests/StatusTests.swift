import ConvergeLedger
import Foundation
import Testing

/// Every exit status of `docs/command-line.md` that a verb can have: 0, 2, 4, 6, 65, 73, 75 and 130
/// are in `ApplyTests`, 64 in `HelpTests`, 66 in `InputTests`; the rest is here.
///
/// 69 and 78 have no verb yet. What a service that is not there costs is held by the cases of the
/// kinds and by the lab: the resources that need it fail, and the run is 4.
@Suite struct StatusTests {
  private static let manifest = "name: m\nfiles: { \"@/x\": { content: y } }\n"

  @Test func `a report that the ledger has and nobody can read is a bug`() async throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    #expect(try program.run("apply", "m.yml").status == 0)
    let ledger = try await SQLiteLedger.open(inDirectory: program.state, for: .writing)
    let record = RunRecord(
      id: "2026-01-01T00:00:00Z-dead", manifest: "m", verb: "apply",
      started: "2026-01-01T00:00:00Z", durationMilliseconds: 1, result: "in_sync", report: "{")
    try await ledger.commit([.ended(record, keep: 200)], durably: true)
    let ending = try program.run("report", "dead")
    #expect(ending.status == 70, "\(ending)")
    #expect(ending.error.contains("2026-01-01T00:00:00Z-dead"))
  }

  @Test func `a broken precondition ends with 70, and the next run finishes`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "m.yml",
      """
      name: m
      commands:
        slow: { command: [/bin/sh, -c, "touch @/began; sleep 1; touch @/done"], creates: @/done }
      """)
    let running = try program.start(["apply", "m.yml"])
    program.wait(for: "began", of: running)
    // What Swift's own traps raise.
    kill(running.process.processIdentifier, SIGILL)
    let ending = try running.ending()
    #expect(ending.status == 70, "\(ending)")
    #expect(ending.error.contains("this is a bug in converge"))
    let again = try program.run("apply", "m.yml")
    #expect(again.status == 0, "\(again)")
    #expect(again.output.contains("ended in the middle of command:slow"))
  }

  @Test(arguments: ["plan m.yml", "drift m.yml", "history", "report", "apply m.yml --dry-run"])
  func `what is remembered and may not be read ends with 77`(command: String) throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    #expect(try program.run("apply", "m.yml").status == 0)
    // Root may read everything, unless these are taken away.
    let ending = try program.shell(
      """
      chmod 000 \(program.state)
      drop=; [ $(id -u) = 0 ] && drop='setpriv --bounding-set -dac_override,-dac_read_search'
      $drop $CONVERGE \(command) $STATE; status=$?
      chmod 700 \(program.state)
      exit $status
      """)
    #expect(ending.status == 77, "\(ending)")
    #expect(ending.output == "")
    #expect(ending.error.contains("permission denied"))
    #expect(ending.error.contains(program.state))
  }

  @Test func `what cannot be written to standard output ends with 73`() throws {
    let program = try ProgramUnderTest()
    let ending = try program.shell("$CONVERGE explain > /dev/full")
    #expect(ending.status == 73)
    #expect(ending.error.contains("standard output cannot be written: no space left on device"))
  }

  @Test func `what another manifest manages is refused by name, unless it is taken over`() throws {
    let program = try ProgramUnderTest()
    for (name, text) in [("one", "a"), ("two", "b")] {
      try program.write(
        "\(name).yml", "name: \(name)\nfiles: { \"@/x\": { content: \(text), mode: 0644 } }\n")
    }
    #expect(try program.run("apply", "one.yml").status == 0)
    let plan = try program.run("plan", "two.yml")
    let refused = try program.run("apply", "two.yml")
    for ending in [plan, refused] {
      #expect(ending.status == 4, "\(ending)")
      #expect(ending.output.contains("manifest 'one' manages it too"))
      #expect(ending.output.contains("with another 'content'"))
      #expect(ending.output.contains("--take-over"))
    }
    #expect(try program.read("x") == "a")
    #expect(try program.run("apply", "two.yml", "--take-over").status == 0)
    #expect(try program.read("x") == "b")
    #expect(try program.run("apply", "one.yml").status == 4)
  }

  @Test func `the name of another manifest is refused by a plan as by an apply`() throws {
    let program = try ProgramUnderTest()
    try program.write("one.yml", Self.manifest)
    try program.write("other.yml", "name: m\nfiles: { \"@/other\": { content: y } }\n")
    #expect(try program.run("apply", "one.yml").status == 0)
    for verb in ["plan", "drift", "apply"] {
      let ending = try program.run(verb, "other.yml")
      #expect(ending.status == 65, "\(verb): \(ending)")
      #expect(ending.error.contains("converge forget m"))
    }
    let plan = try program.run("apply", "other.yml", "--take-over", "--dry-run")
    #expect(plan.status == 2, "\(plan)")
    #expect(try program.run("apply", "other.yml", "--take-over").status == 0)
  }
}
