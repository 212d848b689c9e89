import Foundation
import Testing

/// Run commands: what is told while they run, how they are ended, and where their script comes from.
@Suite struct HookRunCommandTests {
  /// The instance view in a status.
  private func view(_ file: String, in bench: ExtensionBench) throws -> [String: Any] {
    let message = try bench.status(file).message
    return try JSONSerialization.jsonObject(with: Data(message.utf8)) as? [String: Any] ?? [:]
  }

  private func state(_ file: String, in bench: ExtensionBench) throws -> String {
    try view(file, in: bench)["executionState"] as? String ?? ""
  }

  @Test func `while it runs, its status has what it has said so far`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give(
      "1",
      """
      {"source": {"script":
        "seq 1 3000; echo oh >&2; echo hush-$TOKEN; until test -e @/go; do sleep 0.02; done"},
       "parameters": [{"name": "TOKEN", "value": "public"}]}
      """)
    let running = try bench.startHandler()
    while (try? view("1", in: bench)["output"] as? String)?.hasSuffix("hush-public\n") != true,
      running.process.isRunning
    { usleep(20_000) }
    let view = try view("1", in: bench)
    #expect(try bench.status("1").word == "transitioning")
    #expect(view["executionState"] as? String == "Running")
    #expect((view["output"] as? String)?.utf8.count == 4096)
    #expect(view["error"] as? String == "oh\n")
    #expect((view["startTime"] as? String)?.isEmpty == false)
    #expect(view["endTime"] as? String == "")
    try bench.program.write("go", "")
    #expect(try running.ending().status == 0)
    #expect(try state("1", in: bench) == "Succeeded")
  }

  @Test func `an empty script ends what runs, with all that it has started`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give(
      "1", #"{"source": {"script": "echo x >> @/log; touch @/began; sleep 600 & wait"}}"#)
    let running = try bench.startHandler()
    bench.program.wait(for: "began", of: running)
    try bench.give("2", #"{"source": {"script": ""}}"#)
    let cancel = try bench.enable()
    #expect(cancel.status == 0, "\(cancel)")
    #expect(cancel.output.contains("run 1 was canceled"), "\(cancel)")
    let first = try running.ending()
    #expect(first.status == 0, "a run command's failure need not be the deployment's: \(first)")
    for file in ["1", "2"] {
      #expect(try bench.status(file).word == "success")
      #expect(try state(file, in: bench) == "Canceled")
    }
    let list = try bench.program.run("hook", "list", "--state-dir", bench.program.state)
    #expect(list.output.contains("run 1  canceled"), "\(list)")
    // What was canceled can be asked for again, and then runs.
    try bench.give(
      "3", #"{"source": {"script": "echo x >> @/log; touch @/began; sleep 600 & wait"}}"#)
    let again = try bench.startHandler()
    while try bench.lines("log") < 2, again.process.isRunning { usleep(10_000) }
    try bench.give("4", #"{"source": {"script": ""}}"#)
    #expect(try bench.enable().status == 0)
    _ = try again.ending()
    #expect(try bench.lines("log") == 2)
  }

  @Test func `an empty script ends what runs when nobody waits for it any more`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"source": {"script": "touch @/began; exec sleep 600"}}"#)
    let running = try bench.startHandler()
    bench.program.wait(for: "began", of: running)
    kill(running.process.processIdentifier, SIGKILL)
    _ = try running.ending()
    try bench.give("2", #"{"source": {"script": ""}}"#)
    #expect(try bench.enable().output.contains("run 1 was canceled"))
    #expect(try state("2", in: bench) == "Canceled")
  }

  @Test func `an empty script where nothing runs is no failure, and older ones end nothing`() throws
  {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give("1", #"{"source": {"script": ""}}"#)
    let ending = try bench.enable()
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains("nothing was running"))
    #expect(try state("1", in: bench) == "Canceled")
    try bench.give(
      "2", #"{"source": {"script": "touch @/began; until test -e @/go; do sleep 0.02; done"}}"#)
    let running = try bench.startHandler()
    bench.program.wait(for: "began", of: running)
    let older = try bench.program.begin(
      "$CONVERGE hook run --handler \(bench.handler()) $STATE",
      environment: ["ConfigSequenceNumber": "1"])
    usleep(300_000)
    #expect(running.process.isRunning)
    try bench.program.write("go", "")
    #expect(try running.ending().status == 0)
    #expect(try older.ending().output.contains("older than 2"))
    #expect(try state("2", in: bench) == "Succeeded")
  }

  @Test func `one that is canceled while its files come does not begin`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    // Nobody listens there: it is tried again and again.
    try bench.give("1", #"{"source": {"scriptUri": "http://127.0.0.1:9/a.sh"}}"#)
    let running = try bench.startHandler()
    let journal = { (try? bench.taskDirectory()).map { "\($0)/journal.json" } ?? "" }
    while !FileManager.default.fileExists(atPath: journal()), running.process.isRunning {
      usleep(10_000)
    }
    try bench.give("2", #"{"source": {"script": ""}}"#)
    let cancel = try bench.enable()
    #expect(cancel.status == 0, "\(cancel)")
    _ = try running.ending()
    #expect(try state("1", in: bench) == "Canceled")
  }

  @Test func `at its timeout it is ended, and its status says so`() throws {
    let bench = try ExtensionBench()
    try bench.makeHandler()
    try bench.give(
      "1",
      """
      {"source": {"script": "echo begun; sleep 600 & wait"}, "timeoutInSeconds": 1,
       "treatFailureAsDeploymentFailure": true}
      """)
    let ending = try bench.enable()
    #expect(ending.status == 4, "\(ending)")
    let status = try bench.status("1")
    #expect(status.word == "error")
    #expect(status.code == 2)
    #expect(try state("1", in: bench) == "TimedOut")
    #expect(try view("1", in: bench)["output"] as? String == "begun\n")
  }

  @Test func `a script comes from a URI with its token, beside its artifacts`() throws {
    let server = try FileServer()
    defer { server.stop() }
    let bench = try ExtensionBench()
    let token = "sv=2024&sig=hush-hush-token%3D"
    try server.program.write(
      "main.sh",
      "cat tool.txt; echo 'sv=2024&sig=hush-hu''sh-token%3D'; echo \"$1\"; test -x tool.txt && echo runs\n"
    )
    try server.program.write("stored", "the tool\n")
    try bench.makeHandler()
    let base = "http://127.0.0.1:\(server.port)"
    try bench.program.write(
      "web.json",
      """
      {"publicSettings": {"source": {"scriptUri": "\(base)/main.sh"},
        "parameters": [{"value": "one"}],
        "artifacts": [{"id": 1, "uri": "\(base)/stored", "fileName": "tool.txt"}]},
       "protectedSettings": {"sourceSASToken": "?\(token)",
        "artifacts": [{"id": 1, "sasToken": "\(token)"}]}}
      """)
    let ending = try bench.start("web.json").ending()
    #expect(ending.status == 0, "\(ending)")
    #expect(ending.output.contains("the tool\n(sensitive)\none\nruns\n"), "\(ending)")
    #expect(!(ending.output + ending.error).contains("hush-hush"))
    #expect(try bench.files(with: "hush-hush", below: "state") == [])
  }

  @Test func `a token in a URI is in no log, status or journal, whatever becomes of the file`()
    throws
  {
    let server = try FileServer()
    defer { server.stop() }
    try server.program.write("a.sh", "echo came; echo hush-hu''sh-token\n")
    let bench = try ExtensionBench()
    try bench.makeHandler()
    for (number, name) in [(1, "a.sh"), (2, "missing.sh")] {
      try bench.give(
        "\(number)",
        """
        {"commandToExecute": "sh \(name)",
         "fileUris": ["http://127.0.0.1:\(server.port)/\(name)?hush-hush-token"]}
        """)
      let ending = try bench.enable()
      #expect(ending.status == (number == 1 ? 0 : 4), "\(ending)")
      #expect(!(ending.output + ending.error).contains("hush-hush"), "\(ending)")
      #expect(!(try bench.statusText("\(number)")).contains("hush-hush"))
    }
    #expect(try bench.status("1").message.contains("came\n(sensitive)"))
    #expect(try bench.files(with: "hush-hush", below: "state") == [])
    let log = try bench.handlerText("log/handler.log")
    #expect(log.contains("run 1, ok"))
    #expect(log.contains("run 2, pending"))
    #expect(!log.contains("hush-hush"))
  }
}
