import ConvergeTestSupport
import Foundation
import Testing

/// Handler mode: `N.settings` in, `N.status` out.
@Suite struct HookHandlerTests {
  /// A status without its times.
  private func steady(_ text: String) -> String {
    text.replacing(/[0-9-]{10}T[0-9:]{8}Z/, with: "TIME")
  }

  @Test(arguments: [
    ("success", #"{"commandToExecute": "echo hello; echo oh >&2"}"#, 0, "success", 0),
    ("failure", #"{"commandToExecute": "echo hello; exit 9"}"#, 4, "error", 2),
    ("bad-settings", #"{"commandToExecute": 5, "fileUris": 6}"#, 65, "error", 20),
    ("bad-script", #"{"script": "?"}"#, 65, "error", 21),
    ("run-command", #"{"source": {"script": "echo $0 | grep -c script"}}"#, 0, "success", 0),
    (
      "run-command-failure",
      #"{"source": {"script": "echo no; exit 3"}, "treatFailureAsDeploymentFailure": true}"#, 4,
      "error", 2
    ),
    ("run-command-tolerated", #"{"source": {"script": "exit 3"}}"#, 0, "success", 0),
  ])
  func `a status has the exact shape`(
    name: String, settings: String, exit: Int32, word: String, code: Int
  ) throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("0", settings)
    let ending = try bench.enable()
    #expect(ending.status == exit, "\(ending)")
    let status = try bench.status("0")
    #expect(status.word == word)
    #expect(status.code == code)
    let path = "\(Golden.folder("Golden"))/status-\(name).json"
    #expect(Golden.complaint(about: steady(try bench.statusText("0")), at: path) == nil)
  }

  @Test func `the status is transitioning while it runs, and final after a kill`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give(
      "3",
      """
      {"commandToExecute":
        "echo x >> @/log; touch @/began; until test -e @/go; do sleep 0.02; done; echo done"}
      """)
    let running = try bench.startHandler()
    bench.program.wait(for: "began", of: running)
    #expect(try bench.status("3").word == "transitioning")
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.ending()
    #expect(try bench.status("3").word == "transitioning")
    try bench.program.write("go", "")
    #expect(try bench.enable().status == 0)
    let status = try bench.status("3")
    #expect(status.word == "success")
    #expect(status.message == "Enable succeeded: \n[stdout]\ndone\n\n[stderr]\n")
    #expect(try bench.lines("log") == 1)
  }

  @Test func `after a reboot in the middle the status is final, and nothing runs again`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "echo x >> @/log; touch @/began; exec sleep 600"}"#)
    let running = try bench.startHandler()
    bench.program.wait(for: "began", of: running)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.ending()
    try pretendReboot(bench)
    let ending = try bench.enable()
    #expect(ending.status == 4, "\(ending)")
    let status = try bench.status("1")
    #expect(status.word == "error")
    #expect(status.code == 3)
    #expect(status.message.contains("the machine went down while it ran"))
    #expect(try bench.enable().status == 4)
    #expect(try bench.lines("log") == 1)
  }

  /// Ends all of the run, and has its start stand for one in another boot.
  private func pretendReboot(_ bench: ExtensionBench) throws {
    let path = "\(try bench.taskDirectory())/runs/1/started"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let json = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    let supervisor = try #require(json["process"] as? Int32)
    let boot = try #require(json["boot_id"] as? String)
    let children = try String(
      contentsOfFile: "/proc/\(supervisor)/task/\(supervisor)/children", encoding: .utf8)
    for process in [supervisor] + children.split(separator: " ").compactMap({ Int32($0) }) {
      kill(process, SIGKILL)
    }
    while kill(supervisor, 0) == 0, isRunning(supervisor) { usleep(10_000) }
    try text.replacing(boot, with: "00000000-0000-0000-0000-000000000000")
      .write(toFile: path, atomically: false, encoding: .utf8)
  }

  private func isRunning(_ process: Int32) -> Bool {
    let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
    return status.map { !$0.contains(") Z ") } ?? false
  }

  @Test func `a run that came to no end is tried again under the same number`() throws {
    let server = try FileServer()
    defer { server.stop() }
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give(
      "7",
      #"{"commandToExecute": "sh late.sh", "fileUris": ["http://127.0.0.1:\#(server.port)/late.sh"]}"#
    )
    let first = try bench.enable()
    #expect(first.status == 4, "\(first)")
    #expect(try bench.status("7").code == 50)
    try server.program.write("late.sh", "echo came >> \(bench.program.directory)/log\n")
    let second = try bench.enable()
    #expect(second.status == 0, "\(second)")
    #expect(try bench.status("7").word == "success")
    #expect(try bench.enable().status == 0)
    #expect(try bench.lines("log") == 1)
  }

  @Test func `the highest number counts, unless the environment names one`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    for number in [2, 9, 10] {
      try bench.give("\(number)", #"{"commandToExecute": "echo \#(number) >> @/log"}"#)
    }
    let named = try bench.program.shell(
      "$CONVERGE hook run --handler \(bench.handler()) $STATE",
      environment: ["ConfigSequenceNumber": "9"])
    #expect(named.status == 0, "\(named)")
    #expect(try bench.enable().status == 0)
    #expect(try bench.program.read("log") == "9\n10\n")
    // Older ones never run after newer ones, and their status is left alone.
    let older = try bench.program.shell(
      "$CONVERGE hook run --handler \(bench.handler()) $STATE",
      environment: ["ConfigSequenceNumber": "2"])
    #expect(older.status == 0, "\(older)")
    #expect(older.output.contains("older than 10"))
    #expect(try bench.program.read("log") == "9\n10\n")
    #expect(throws: (any Error).self) { try bench.status("2") }
  }

  @Test func `settings that change between are what runs`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "echo a >> @/log"}"#)
    #expect(try bench.enable().status == 0)
    try bench.give("1", #"{"commandToExecute": "echo b >> @/log"}"#)
    #expect(try bench.enable().status == 0)
    try bench.give("2", #"{"commandToExecute": "echo b >> @/log"}"#)
    #expect(try bench.enable().status == 0)
    #expect(try bench.program.read("log") == "a\nb\n")
    #expect(try bench.status("2").word == "success")
  }

  @Test func `an upgrade of the handler runs nothing again`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    let settings = #"{"commandToExecute": "echo x >> @/log"}"#
    try bench.give("4", settings)
    #expect(try bench.enable().status == 0)
    try bench.makeHandler(version: "2.2.0")
    try bench.give("4", settings, version: "2.2.0")
    for operation in ["disable", "update", "uninstall", "install"] {
      let ending = try bench.enable(arguments: ["--operation", operation])
      #expect(ending.status == 0, "\(ending)")
    }
    #expect(try bench.enable(version: "2.2.0").status == 0)
    #expect(try bench.status("4", version: "2.2.0").word == "success")
    #expect(try bench.lines("log") == 1)
  }

  @Test func `an extension that returns at once leaves the rest to another process`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "until test -e @/go; do sleep 0.02; done"}"#)
    let ending = try bench.enable(arguments: ["--detach"])
    #expect(ending.status == 0, "\(ending)")
    #expect(try bench.status("1").word == "transitioning")
    try bench.program.write("go", "")
    while try bench.status("1").word == "transitioning" { usleep(20_000) }
    #expect(try bench.status("1").word == "success")
  }

  @Test func `what this host itself lacks is in the status, too`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"commandToExecute": "touch @/ran"}"#)
    try bench.program.write("agent.yml", "scripts: 5\nnonsense: 1\n")
    let ending = try bench.enable(arguments: ["--config", bench.program.path("agent.yml")])
    #expect(ending.status == 78, "\(ending)")
    #expect(try bench.status("1").word == "error")
    #expect(try bench.status("1").code == -1)
    #expect(!bench.exists("ran"))
  }

  @Test func `a large output leaves the status small`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give(
      "1", #"{"commandToExecute": "head -c 300000 /dev/zero; echo; echo the end; exit 1"}"#)
    #expect(try bench.enable().status == 4)
    let text = try bench.statusText("1")
    #expect(text.utf8.count < 128 << 10)
    #expect(try bench.status("1").message.contains("the end"))
  }

  @Test func `named instances have each its own settings, journal and status`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    for (name, number) in [("one", 1), ("two", 5)] {
      try bench.give("\(name).\(number)", #"{"source": {"script": "echo \#(name) >> @/log"}}"#)
    }
    let unnamed = try bench.enable()
    #expect(unnamed.status == 66, "\(unnamed)")
    #expect(unnamed.error.contains("one, two"))
    for name in ["one", "two", "one"] {
      let ending = try bench.program.shell(
        "$CONVERGE hook run --handler \(bench.handler()) $STATE",
        environment: ["ConfigExtensionName": name])
      #expect(ending.status == 0, "\(ending)")
    }
    #expect(try bench.program.read("log") == "one\ntwo\n")
    for file in ["one.1", "two.5"] {
      #expect(try bench.status(file).message.contains(#""executionState":"Succeeded""#))
    }
  }

  @Test func `an asynchronous one has succeeded for the platform, and then tells its end`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give(
      "job.1",
      """
      {"source": {"script": "until test -e @/go; do sleep 0.02; done; echo end"},
       "asyncExecution": true}
      """)
    let ending = try bench.enable(arguments: ["--name", "job"])
    #expect(ending.status == 0, "\(ending)")
    // Another process waits for the end from some moment on, and takes nothing of it back.
    for _ in 0..<100 {
      let first = try bench.status("job.1")
      #expect(first.word == "success")
      #expect(first.message.contains(#""executionState":"Running""#))
      usleep(10_000)
    }
    try bench.program.write("go", "")
    while try bench.status("job.1").message.contains("Running") { usleep(20_000) }
    let last = try bench.status("job.1").message
    #expect(last.contains(#""executionState":"Succeeded""#))
    #expect(last.contains(#""output":"end\n""#))
  }
}
