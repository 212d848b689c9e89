import ConvergeReport
import Foundation
import Testing

/// Signals, and the lock that keeps runs apart.
@Suite struct InterruptTests {
  /// Its first command ends once there is a file `go`.
  private static let slow = """
    name: slow
    commands:
      first:
        script: touch @/began; until test -e @/go; do sleep 0.02; done; touch @/ended
        creates: @/ended
      second: { command: [/bin/touch, "@/second"], creates: @/second, require: [command:first] }
    """

  private func prepared() throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try program.write("slow.yml", Self.slow)
    return program
  }

  @Test(arguments: [[SIGINT], [SIGINT, SIGINT], [SIGTERM], [SIGHUP, SIGINT, SIGTERM]])
  func `however often it is told to end, the step under way is finished, and the rest kept`(
    signals: [Int32]
  ) throws {
    let program = try prepared()
    let running = try program.start(["apply", "slow.yml", "--format", "json"])
    program.wait(for: "began", of: running)
    let again = "still finishing the step under way; 'kill -9 "
    var answer = "interrupted: the step under way is finished first"
    for signal in signals {
      kill(running.process.processIdentifier, signal)
      // Whoever started the tests may have it ignored, as nohup(1) does.
      if signal == SIGHUP { continue }
      try program.wait(until: running, says: answer)
      answer = again
    }
    try program.write("go", "")
    let ending = try running.ending()
    #expect(ending.status == 130, "\(ending)")
    #expect(ending.error.contains("interrupted: the step under way is finished first"))
    #expect(ending.error.contains(again) == (signals.count > 1))
    #expect(FileManager.default.fileExists(atPath: program.path("ended")))
    #expect(!FileManager.default.fileExists(atPath: program.path("second")))
    let report = try Report(json: ending.output)
    #expect(report.result == .interrupted)
    #expect(report.resources.map(\.outcome) == [.ran, .skipped])
    let next = try program.run("apply", "slow.yml", "--detailed-exit-code")
    #expect(next.status == 2, "\(next)")
    #expect(next.output.hasSuffix("1 ran · 1 as they should be\n"), "\(next)")
  }

  @Test func `who waits for the lock is told for whom, and can be interrupted`() throws {
    let program = try prepared()
    let holder = try program.start(["apply", "slow.yml"])
    program.wait(for: "began", of: holder)
    try program.write("m.yml", "name: m\nfiles: { \"@/x\": { content: y } }\n")
    let late = try program.run("apply", "m.yml", "--lock-timeout", "0s", "--format", "json")
    #expect(late.status == 75, "\(late)")
    let pid = holder.process.processIdentifier
    #expect(late.error.contains("process \(pid) ("), "\(late.error)")
    #expect(late.error.contains("apply slow.yml"))
    #expect(late.error.contains("has it, to apply, since 2"))
    #expect(late.error.contains("--lock-timeout"))
    let refused = try Report(json: late.output)
    #expect(refused.result == .notRun)
    #expect(refused.manifest.name == "m")
    let waiting = try program.start(["apply", "m.yml", "--format", "json"])
    try program.wait(until: waiting, says: "waiting up to 1m for another run")
    #expect(try program.said(waiting).contains("process \(pid), to apply, since 2"))
    waiting.process.interrupt()
    let ending = try waiting.ending()
    try program.write("go", "")
    let held = try holder.ending()
    #expect(held.status == 0, "\(held)")
    #expect(ending.status == 130, "\(ending)")
    #expect(try Report(json: ending.output).result == .interrupted)
    #expect(!FileManager.default.fileExists(atPath: program.path("x")))
  }
}

extension ProgramUnderTest {
  /// What a program has written to standard error so far.
  fileprivate func said(_ running: Running) throws -> String {
    try String(contentsOfFile: running.errorFile, encoding: .utf8)
  }

  fileprivate func wait(until running: Running, says text: String) throws {
    while !(try said(running).contains(text)), running.process.isRunning { usleep(10_000) }
  }
}
