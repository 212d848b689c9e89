import Foundation
import Testing

/// `converge hook run SETTINGS`: once is once, whatever happens meanwhile.
@Suite struct HookRunTests {
  @Test func `settings run once, and their end is told again`() throws {
    let bench = try ExtensionBench()
    let settings = #"{"commandToExecute": "echo x >> @/log; echo said; exit 7"}"#
    let first = try bench.run(settings)
    #expect(first.status == 4, "\(first)")
    #expect(first.output.hasPrefix("extension/web  run 1  failed  it ended with exit status 7\n"))
    #expect(first.output.contains("[stdout]\nsaid\n"))
    let again = try bench.run(settings)
    #expect(again.status == 4, "\(again)")
    #expect(again.output.contains("exit status 7"))
    #expect(try bench.lines("log") == 1)
  }

  @Test func `another timestamp, or another command, runs`() throws {
    let bench = try ExtensionBench()
    for timestamp in [1, 2, 2, 1] {
      let ending = try bench.run(
        #"{"commandToExecute": "echo x >> @/log", "timestamp": \#(timestamp)}"#)
      #expect(ending.status == 0, "\(ending)")
    }
    #expect(try bench.lines("log") == 2)
    #expect(try bench.run(#"{"commandToExecute": "echo y >> @/log", "timestamp": 1}"#).status == 0)
    #expect(try bench.lines("log") == 3)
  }

  @Test func `one that failed long ago is told as failed, and runs again after a retry`() throws {
    let bench = try ExtensionBench()
    let failing = #"{"commandToExecute": "echo x >> @/log; exit 7", "timestamp": 0}"#
    #expect(try bench.run(failing).status == 4)
    // More than the journal keeps of records.
    for timestamp in 1...21 {
      let ending = try bench.run(#"{"commandToExecute": "true", "timestamp": \#(timestamp)}"#)
      #expect(ending.status == 0, "\(ending)")
    }
    let again = try bench.run(failing)
    #expect(again.status == 4, "\(again)")
    #expect(again.output.hasPrefix("extension/web  run 1  failed  at "), "\(again)")
    #expect(again.output.contains("exit status 7"))
    #expect(try bench.lines("log") == 1)
    let retry = try bench.program.run("hook", "retry", "web", "--state-dir", bench.program.state)
    #expect(retry.status == 0, "\(retry)")
    #expect(try bench.run(failing).output.contains("run 23  failed"))
    #expect(try bench.lines("log") == 2)
  }

  @Test func `a failed one runs again after a retry`() throws {
    let bench = try ExtensionBench()
    let settings = #"{"commandToExecute": "echo x >> @/log; test -e @/good"}"#
    #expect(try bench.run(settings).status == 4)
    try bench.program.write("good", "")
    #expect(try bench.run(settings).status == 4)
    let retry = try bench.program.run("hook", "retry", "web", "--state-dir", bench.program.state)
    #expect(retry.status == 0, "\(retry)")
    let last = try bench.run(settings)
    #expect(last.status == 0, "\(last)")
    #expect(try bench.lines("log") == 2)
  }

  @Test func `converge is killed while the script runs, and nothing starts twice`() throws {
    let bench = try ExtensionBench()
    let settings = """
      {"commandToExecute":
        "echo x >> @/log; touch @/began; until test -e @/go; do sleep 0.02; done; exit 5"}
      """
    try bench.program.write("web.json", settings)
    let running = try bench.start("web.json")
    bench.program.wait(for: "began", of: running)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.ending()
    // It waits for the one that goes on.
    let second = try bench.start("web.json")
    usleep(200_000)
    #expect(second.process.isRunning)
    try bench.program.write("go", "")
    let ending = try second.ending()
    #expect(ending.status == 4, "\(ending)")
    #expect(ending.output.contains("exit status 5"))
    #expect(try bench.lines("log") == 1)
    // And where it ended in the meantime, its end is in the journal.
    #expect(try bench.run(settings).output.contains("exit status 5"))
    #expect(try bench.lines("log") == 1)
  }

  @Test func `it ended while nobody was there, and its end is told`() throws {
    let bench = try ExtensionBench()
    let settings = """
      {"commandToExecute": "touch @/began; until test -e @/go; do sleep 0.02; done; touch @/ended"}
      """
    try bench.program.write("web.json", settings)
    let running = try bench.start("web.json")
    bench.program.wait(for: "began", of: running)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.ending()
    try bench.program.write("go", "")
    while !bench.exists("ended") { usleep(10_000) }
    let ending = try bench.run(settings)
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.hasPrefix("extension/web  run 1  ok"))
  }

  @Test func `another script is not started beside one that goes on`() throws {
    let bench = try ExtensionBench()
    try bench.program.write(
      "web.json",
      """
      {"commandToExecute": "touch @/began; until test -e @/go; do sleep 0.02; done; echo 1 >> @/log"}
      """)
    let running = try bench.start("web.json")
    bench.program.wait(for: "began", of: running)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.ending()
    try bench.program.write("web.json", #"{"commandToExecute": "echo 2 >> @/log"}"#)
    let second = try bench.start("web.json")
    usleep(200_000)
    #expect(!bench.exists("log"))
    try bench.program.write("go", "")
    #expect(try second.ending().status == 0)
    #expect(try bench.program.read("log") == "1\n2\n")
  }

  @Test func `while one runs, another of its name waits, and gives up`() throws {
    let bench = try ExtensionBench()
    try bench.program.write(
      "web.json",
      #"{"commandToExecute": "touch @/began; until test -e @/go; do sleep 0.02; done"}"#)
    let running = try bench.start("web.json")
    bench.program.wait(for: "began", of: running)
    let late = try bench.start("web.json", arguments: ["--lock-timeout", "0s"]).ending()
    #expect(late.status == 75, "\(late)")
    try bench.program.write("go", "")
    #expect(try running.ending().status == 0)
  }

  @Test func `JSON tells all of it`() throws {
    let bench = try ExtensionBench()
    let settings = #"{"commandToExecute": "echo out; echo err >&2; exit 3"}"#
    let ending = try bench.run(settings, arguments: ["--format", "json"])
    let json =
      try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) as? [String: Any] ?? [:]
    #expect(json["state"] as? String == "failed")
    #expect(json["exit_status"] as? Int == 3)
    #expect((json["output"] as? [String: Any])?["first"] as? String == "out\n")
    #expect((json["error"] as? [String: Any])?["first"] as? String == "err\n")
  }

  @Test func `what cannot be read ends with 66, and nothing named with 64`() throws {
    let bench = try ExtensionBench()
    #expect(try bench.start("missing.json").ending().status == 66)
    let ending = try bench.program.run("hook", "run", "--state-dir", bench.program.state)
    #expect(ending.status == 64, "\(ending)")
    #expect(ending.error.contains("--handler"))
    #expect(try bench.program.run("hook", "run", "--handler", "nowhere").status == 66)
  }

  @Test func `settings come on standard input, too, under a name`() throws {
    let bench = try ExtensionBench()
    let ending = try bench.program.start(
      ["hook", "run", "-", "--name", "piped", "--state-dir", bench.program.state],
      input: #"{"commandToExecute": "echo hello"}"#
    ).ending()
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output == "extension/piped  run 1  ok\n[stdout]\nhello\n")
  }
}
