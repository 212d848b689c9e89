import ConvergeCore
import ConvergeReport
import Foundation
import Testing

/// Terminals, pipes, and outputs that are not there.
@Suite struct OutputTests {
  private static let manifest = """
    name: small
    files: { "@/x": { content: "hello\\n" } }
    commands: { wait: { command: [/bin/sleep, "0.1"], runs: every_apply } }
    """

  private func prepared() throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    return program
  }

  /// A command on a terminal of its own, which takes both outputs.
  private func onTerminal(_ command: String) -> String {
    "script -qec \"\(command)\" /dev/null < /dev/null"
  }

  @Test func `a terminal has colour and a live line, which is taken away at the end`() throws {
    let ending = try prepared().shell(onTerminal("$CONVERGE apply m.yml $STATE"))
    #expect(ending.status == 0, "\(ending)")
    let parts = ending.output.components(separatedBy: "\r\u{1B}[K")
    #expect(parts.dropFirst().first?.hasPrefix("0/2  ") == true, "\(ending.output)")
    #expect(parts.last?.contains("small\u{1B}[0m on ") == true)
    #expect(parts.last?.contains("\u{1B}[32m+\u{1B}[0m file:") == true)
  }

  @Test func `progress stays on the terminal, and the report in its file without colour`() throws {
    let program = try prepared()
    let ending = try program.shell(onTerminal("$CONVERGE apply m.yml $STATE > out.txt"))
    #expect(ending.output.contains("0/2  "))
    #expect(!ending.output.contains("created"))
    let report = try program.read("out.txt")
    #expect(report.contains("1 created"))
    #expect(!report.contains("\u{1B}"))
  }

  @Test(arguments: [
    ("NO_COLOR=1", "", false), ("NO_COLOR=", "", true), ("TERM=dumb", "", false),
    ("NO_COLOR=1", "--color always", true), ("X=", "--color never", false),
    ("NO_COLOR=1", "--color auto", false),
  ])
  func `colour is for terminals, unless NO_COLOR or --color says otherwise`(
    variable: String, option: String, isColored: Bool
  ) throws {
    let program = try prepared()
    let ending = try program.shell(
      onTerminal("env TERM=xterm \(variable) $CONVERGE plan m.yml $STATE \(option)"))
    #expect(ending.output.contains("1 to create"))
    #expect(ending.output.contains("\u{1B}[32m") == isColored, "\(ending.output)")
  }

  @Test func `quiet says nothing where all is well, not even on a terminal`() throws {
    let program = try prepared()
    for command in [
      "apply m.yml $STATE -q", "apply m.yml $STATE --quiet", "validate m.yml -q",
      "forget small $STATE -q",
    ] {
      let ending = try program.shell(onTerminal("$CONVERGE \(command)"))
      #expect(ending.status == 0, "\(command)")
      #expect(ending.output == "", "\(command)")
    }
    let plan = try program.run("plan", "m.yml", "-q")
    #expect(plan.status == 0)
    try program.write("x", "other\n")
    let differing = try program.run("drift", "m.yml", "-q")
    #expect(differing.status == 2)
    #expect(differing.output == "1 to update · 1 to run\n")
    #expect(differing.error == "")
  }

  @Test func `quiet hides warnings, and no failure`() throws {
    let program = try prepared()
    try program.write("in", "a file\n")
    try program.write(
      "warn.yml",
      "name: w\nfiles: { \"@/w\": { content: x, require: [\"directory:@/no*\"] } }\n")
    let loud = try program.run("apply", "warn.yml")
    #expect(loud.error.contains("matches nothing"))
    let quiet = try program.run("apply", "warn.yml", "-q")
    #expect(quiet.status == 0)
    #expect(quiet.error == "" && quiet.output == "")
    try program.write("fail.yml", "name: f\nfiles: { \"@/in/x\": { content: x } }\n")
    let failing = try program.run("apply", "fail.yml", "-q")
    #expect(failing.status == 4)
    #expect(failing.output.contains("x file:\(program.path("in/x"))"))
  }

  @Test func `a reader that goes away ends nothing midway`() throws {
    let program = try prepared()
    let ending = try program.shell(
      """
      $CONVERGE schema report | head -1
      echo "${PIPESTATUS[0]}"
      (sleep 0.2; $CONVERGE apply m.yml $STATE; echo $? > status) | true
      cat status
      """)
    #expect(ending.output == "{\n0\n0\n", "\(ending)")
    #expect(ending.error == "")
    #expect(try program.read("x") == "hello\n")
  }

  @Test func `outputs that are closed harm no file`() throws {
    let program = try prepared()
    let ending = try program.shell(
      """
      $CONVERGE apply m.yml $STATE >&-; echo $?
      $CONVERGE apply m.yml $STATE >&- 2>&- <&-; echo $?
      $CONVERGE plan - $STATE <&- 2>/dev/null; echo $?
      """)
    #expect(ending.output == "0\n0\n66\n", "\(ending)")
    #expect(ending.error == "")
    #expect(try program.read("state/lock") == "")
    #expect(try program.read("x") == "hello\n")
  }

  @Test func `an output that is slow and does not block loses nothing`() throws {
    let program = try prepared()
    let ending = try program.shell(
      """
      command -v python3 > /dev/null || exit 77
      python3 - <<END
      import fcntl, os, subprocess, time
      reader, writer = os.pipe()
      fcntl.fcntl(writer, fcntl.F_SETFL, os.O_NONBLOCK)
      fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 4096)
      child = subprocess.Popen([os.environ["CONVERGE"], "schema", "report"], stdout=writer)
      os.close(writer)
      time.sleep(0.2)
      text = b""
      while part := os.read(reader, 65536): text += part
      open("slow.json", "wb").write(text)
      END
      $CONVERGE schema report | cmp - slow.json
      """, environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"])
    if ending.status == 77 {
      #expect(ProcessInfo.processInfo.environment["CI"] == nil, "install python3")
      return
    }
    #expect(ending.status == 0, "\(ending)")
  }

  @Test func `long diffs are cut at forty lines, and shown whole with -v`() throws {
    let program = try prepared()
    let lines = (1...60).map { "      line \($0)\n" }.joined()
    try program.write("long.yml", "name: long\nfiles:\n  \"@/long\":\n    content: |\n\(lines)")
    let cut = try program.run("plan", "long.yml")
    #expect(cut.output.contains("+line 40\n"))
    #expect(!cut.output.contains("+line 41\n"))
    #expect(cut.output.contains("… 20 more lines\n"))
    let whole = try program.run("plan", "long.yml", "-v")
    #expect(whole.output.contains("+line 60\n"))
    #expect(!whole.output.contains("more lines"))
  }

  @Test func `binary content is told by its size and digest`() throws {
    let program = try prepared()
    try program.write("b.yml", "name: b\nfiles: { \"@/b\": { source: new.bin } }\n")
    try Data([0, 1, 2]).write(to: URL(filePath: program.path("new.bin")))
    try Data([0, 1]).write(to: URL(filePath: program.path("b")))
    let plan = try program.run("plan", "b.yml")
    #expect(
      plan.output.contains(
        "content   2 bytes, sha256:b413f47d13ee… → 3 bytes, sha256:ae4b3280e56e…"), "\(plan)")
  }
}
