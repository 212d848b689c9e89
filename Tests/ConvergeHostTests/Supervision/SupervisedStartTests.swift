import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Supervised programs start` {
  let stage: SupervisionStage

  init() throws { stage = try SupervisionStage() }

  @Test func `once started is on disk, as the process that it names`() async throws {
    let run = stage.run("while test ! -e \(stage.scratch("go")); do sleep 0.01; done")
    let start = try await stage.supervision.start(run)
    let text = try stage.text("started", of: run)
    #expect(SupervisedStart(json: Array(text.utf8)) == start)
    #expect(stage.supervision.isAlive(start))
    #expect(try await stage.supervision.start(in: run.directory) == start)
    for other in [
      SupervisedStart(
        process: start.process, startTicks: start.startTicks + 1, bootID: start.bootID, at: ""),
      SupervisedStart(
        process: start.process, startTicks: start.startTicks, bootID: "another", at: ""),
    ] { #expect(!stage.supervision.isAlive(other)) }
    let isWaitedFor = try await stage.supervision.wait(
      for: start, in: run.directory, progress: { _ in }, goesOn: { false })
    #expect(!isWaitedFor)
    try stage.scratch.write("go", "")
    let hasGone = try await stage.supervision.wait(
      for: start, in: run.directory, progress: { _ in }, goesOn: { true })
    #expect(hasGone)
    #expect(!stage.supervision.isAlive(start))
    #expect(try stage.names(in: run).filter { $0.hasPrefix(".") } == [])
  }

  @Test func `in a session of their own, with nothing of ours but what is given`() async throws {
    setenv("CONVERGE_TEST_LEAK", "1", 1)
    var run = stage.run(
      """
      env; pwd; umask; cut -d' ' -f1,5,6 /proc/$$/stat; ls /proc/self/fd
      grep -E '^Sig(Blk|Ign)|NoNewPrivs' /proc/self/status; cat
      """)
    run.workingDirectory = "/usr"
    run.umask = 0o027
    let said = try await stage.end(of: run).output.first.split(separator: "\n").map(String.init)
    let names = said.prefix { $0.contains("=") }.map { $0.prefix { $0 != "=" } }
    #expect(
      Set(names) == ["CONVERGE_OUTPUT", "CONVERGE_PROGRESS_FD", "LC_ALL", "PATH", "PWD"])
    let rest = Array(said.dropFirst(names.count))
    #expect(Array(rest[0..<2]) == ["/usr", "0027"])
    #expect(Set(rest[2].split(separator: " ")).count == 1, "\(rest[2])")
    #expect(
      Array(rest[3...]) == [
        "0", "1", "2", "3", "4", "SigBlk:\t0000000000000000", "SigIgn:\t0000000000000000",
        "NoNewPrivs:\t0",
      ], "3 is the progress, 4 the listing itself")
  }

  @Test func `by a path in their directory`() async throws {
    try stage.scratch.write("tool", "#!/bin/sh\necho \"$0 $1\"\n", mode: 0o755)
    var run = stage.run(["./tool", "a b"])
    run.workingDirectory = stage.scratch.path
    #expect(try await stage.end(of: run).output.first == "\(stage.scratch("tool")) a b\n")
  }

  @Test func `not at all where they are missing, and nothing says that they did`() async throws {
    try stage.scratch.write("plain", "echo", mode: 0o644)
    let expected: [(String, HostError.Reason)] = [
      ("no-such-program", .notFound), ("/no/such/program", .notFound), ("./plain", .denied),
      ("./missing", .notFound),
    ]
    for (program, reason) in expected {
      var run = stage.run([program])
      run.workingDirectory = stage.scratch.path
      let error = await #expect(throws: HostError.self) { try await stage.supervision.start(run) }
      #expect(error?.reason == reason, "\(program): \(error as Any)")
      let names = try stage.names(in: run)
      #expect(names.filter { ["started", "ended"].contains($0) || $0.hasPrefix(".") } == [])
      #expect(try await stage.supervision.start(in: run.directory) == nil)
    }
    var run = stage.run("exit 0")
    run.workingDirectory = "/no/such"
    let error = await #expect(throws: HostError.self) { try await stage.supervision.start(run) }
    #expect(error?.operation == "enter the directory")
    #expect(stage.leftPrivate.isEmpty)
  }

  @Test func `not where their interpreter is missing, which their end says`() async throws {
    try stage.scratch.write("lost", "#!/no/interpreter\n", mode: 0o755)
    try stage.scratch.write("text", "just words\n", mode: 0o755)
    for (name, why) in [("lost", "interpreter"), ("text", "it is no program")] {
      let end = try await stage.end(of: stage.run([stage.scratch(name)]))
      guard case .notStarted(let text) = end.way else {
        Issue.record("\(end.way)")
        continue
      }
      #expect(text.contains(why))
    }
  }

  @Test func `not with what the kernel would take for something else`() async throws {
    var runs = [
      stage.run(["echo", "a\0b"]), stage.run([]), stage.run("exit 0"), stage.run("exit 0"),
    ]
    runs[2].label = "a/b"
    runs[3].credentials = ["../x": []]
    for run in runs {
      let error = await #expect(throws: HostError.self) { try await stage.supervision.start(run) }
      #expect(error?.reason == .refused)
    }
  }

  @Test(.enabled(if: access("/run/systemd/system", F_OK) != 0))
  func `not with limits that nobody would hold them to`() async throws {
    var run = stage.run("exit 0")
    run.limits.memoryBytes = 1 << 20
    let error = await #expect(throws: HostError.self) { try await stage.supervision.start(run) }
    #expect(error?.reason == .unavailable)
  }

  @Test(.enabled(if: isRoot)) func `as their user, with the groups given`() async throws {
    var run = stage.run(
      "id; cat $CREDENTIALS_DIRECTORY/key; echo A=1 > $CONVERGE_OUTPUT; id -u >&3")
    run.user = .init(user: 12, group: 34, supplementary: [34, 56])
    run.credentials = ["key": Array("opened".utf8)]
    let end = try await stage.end(of: run)
    #expect(end.way == .exited(0), "\(end.error.first)")
    #expect(end.output.first.hasPrefix("uid=12"))
    #expect(end.output.first.contains("gid=34"))
    #expect(end.output.first.contains("56"))
    #expect(!end.output.first.contains("root"))
    #expect(end.output.first.hasSuffix("opened"))
    #expect(end.values.map(\.value) == ["1"])
    #expect(end.progress.count == 1)
    run = stage.run("exit 0")
    run.user = .init(user: 12, group: 34, supplementary: [])
    run.workingDirectory = "/root"
    let error = await #expect(throws: HostError.self) { try await stage.supervision.start(run) }
    #expect(error?.operation == "enter the directory")
  }

  /// Some of the moments are before the program runs, some after.
  @Test(arguments: [0, 5, 10, 15, 20, 30, 40, 60, 80, 100, 150, 300])
  func `and go on when whoever started them is killed, or never`(milliseconds: Int) async throws {
    let marker = stage.scratch("ran")
    let run = stage.run("echo > \(marker); sleep 0.3; echo lived; exit 5")
    let starter = try SupervisionStarter(run, privateBase: stage.privateBase)
    try await Task.sleep(for: .milliseconds(milliseconds))
    starter.kill()
    if let start = try await stage.supervision.start(in: run.directory) {
      _ = try await stage.supervision.wait(
        for: start, in: run.directory, progress: { _ in }, goesOn: { true })
      let end = try stage.end(in: run)
      #expect(end.way == .exited(5))
      #expect(end.output.first == "lived\n")
    } else {
      #expect(access(marker, F_OK) != 0)
      #expect(try !stage.names(in: run).contains("ended"))
    }
    #expect(stage.leftPrivate.isEmpty)
  }
}
