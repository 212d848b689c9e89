import ConvergeCore
import ConvergeHost
import Foundation
import Testing

/// Runs under real supervisors, which the built program becomes, in directories of a test's own.
final class SupervisionStage: Sendable {
  static let program = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".build/debug/converge").path

  let scratch: Scratch
  let supervision: LocalSupervision
  /// Where private files go.
  var privateBase: String { scratch("private/hooks") }

  init() throws {
    scratch = try Scratch()
    // Other users' programs are to come by.
    chmod(scratch.path, 0o755)
    supervision = LocalSupervision(
      area: scratch("area"), bus: LocalBus(), program: Self.program,
      privateBase: scratch("private/hooks"))
  }

  /// A run of a shell's script, with a directory of its own.
  func run(_ script: String, timeout: Duration = .seconds(60)) -> SupervisedRun {
    run(["/bin/sh", "-c", script], timeout: timeout)
  }

  func run(_ arguments: [String], timeout: Duration = .seconds(60)) -> SupervisedRun {
    let name = "run-\(UUID().uuidString)"
    scratch.directory(name, mode: 0o700)
    return SupervisedRun(
      directory: scratch(name), label: "test", arguments: arguments,
      environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C.UTF-8"],
      workingDirectory: "/tmp", timeout: timeout)
  }

  /// Starts it, and waits for its end.
  @discardableResult
  func end(
    of run: SupervisedRun, progress: @escaping @Sendable (String) -> Void = { _ in }
  ) async throws -> SupervisedEnd {
    let start = try await supervision.start(run)
    let hasGone = try await supervision.wait(
      for: start, in: run.directory, progress: progress, goesOn: { true })
    #expect(hasGone)
    return try end(in: run)
  }

  func end(in run: SupervisedRun) throws -> SupervisedEnd {
    let content = try Data(contentsOf: URL(filePath: "\(run.directory)/ended"))
    return try #require(SupervisedEnd(json: Array(content)))
  }

  func end(_ script: String) async throws -> SupervisedEnd { try await end(of: run(script)) }

  /// The names in a run's directory.
  func names(in run: SupervisedRun) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: run.directory).sorted()
  }

  func text(_ name: String, of run: SupervisedRun) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: "\(run.directory)/\(name)")), as: UTF8.self)
  }

  /// What is below the private base: nothing, once no supervisor lives.
  var leftPrivate: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: privateBase)) ?? []
  }

  /// Waits until a file is there.
  func wait(for path: String) async throws {
    for _ in 0..<2000 {
      if access(path, F_OK) == 0 { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("\(path) did not come")
  }

  /// Whether a process has ended, waiting for it: KILL takes effect in its own time, and whoever
  /// adopted it may not have reaped it.
  func isGone(_ process: pid_t) async throws -> Bool {
    for _ in 0..<1000 {
      let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      if status?.contains(") Z ") ?? true { return true }
      try await Task.sleep(for: .milliseconds(10))
    }
    return false
  }
}
