import ConvergeCore
import Foundation
import Testing

@testable import ConvergeHost

/// Runs whose directory is on a file system that fills up.
@Suite struct `On a full disk` {
  @Test(.enabled(if: isRoot)) func `a run goes on, and its end says what was lost`()
    async throws
  {
    let scratch = try Scratch()
    scratch.directory("small")
    let text = try #require(
      await PrivateMounts.run(at: scratch("small"), sizeBytes: 1 << 20) {
        Self.endText(in: scratch)
      })
    let end = try #require(SupervisedEnd(json: Array(text.utf8)), "\(text)")
    #expect(end.way == .exited(6))
    #expect(end.output.totalBytes == 5_000_000)
    #expect(end.output.missingBytes > 4_000_000)
    #expect(end.output.missingBytes < 5_000_000)
    #expect(end.output.complaint == "no space left on device")
    #expect(end.error.first == "still here\n")
    #expect(end.progress == ["a line"])
  }

  /// The mount is seen by the thread alone that made it, and by the processes that it starts.
  private static func endText(in scratch: Scratch) -> String {
    let directory = scratch("small/run")
    mkdir(directory, 0o700)
    let run = SupervisedRun(
      directory: directory, label: "test",
      arguments: [
        "/bin/sh", "-c",
        "head -c 5000000 /dev/zero; sleep 0.3; echo still here >&2; echo a line >&3; exit 6",
      ], environment: ["PATH": "/usr/bin:/bin"], workingDirectory: "/", timeout: .seconds(60))
    do {
      let launch = try SupervisorLaunch(run, program: SupervisionStage.program)
      _ = try launch.prepare(privateBase: scratch("private/hooks"))
      let start = try launch.release(inScope: nil)
      var vigil = try Vigil(for: start, in: directory)
      let supervision = LocalSupervision(area: "/", bus: LocalBus())
      _ = vigil.keep(
        isAlive: { supervision.isAlive(start) }, progress: { _ in }, goesOn: { true },
        cancelled: -1)
      let content = try RunDirectory(directory).content(RunDirectory.Name.ended)
      return content.map { String(decoding: $0, as: UTF8.self) } ?? "no end"
    } catch {
      return "\(error)"
    }
  }
}
