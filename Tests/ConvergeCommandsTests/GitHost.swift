import Foundation
import Testing

/// Repositories with modules, served by git's own programs over HTTPS on the loopback, and a program
/// that fetches from there; all of it ends with this value.
final class GitHost {
  let program: ProgramUnderTest
  /// `localhost:4711`.
  let address: String
  private let server: ProgramUnderTest.Running

  /// The file beside this one that serves.
  private static let script = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "git-server").path

  init() throws {
    let program = try ProgramUnderTest()
    let made = try program.shell(
      """
      mkdir repositories work home && openssl req -x509 -newkey ec \\
        -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout key.pem -out cert.pem -days 2 \\
        -subj /CN=localhost -addext subjectAltName=DNS:localhost 2>&1
      """, environment: Self.path)
    #expect(made.status == 0, "\(made)")
    server = try program.begin(
      "exec python3 \(Self.script) \(program.path("repositories")) cert.pem key.pem port",
      environment: Self.path)
    program.wait(for: "port", of: server)
    address = "localhost:\(try program.read("port"))"
    self.program = program
  }

  deinit { stop() }

  /// No host answers any more.
  func stop() {
    // Who started the tests may have left other signals blocked.
    kill(server.process.processIdentifier, SIGKILL)
    server.process.waitUntilExit()
  }

  /// The programs of the machine that runs the tests.
  private static var path: [String: String] {
    ["PATH": "/usr/bin:/bin:\(ProcessInfo.processInfo.environment["PATH"] ?? "")"]
  }

  /// A source of the host.
  func source(_ rest: String, by way: String = "smart") -> String {
    "git+https://\(address)/\(way)/\(rest)"
  }

  /// Makes a commit of files in a repository, after which `script` is run in its work tree.
  ///
  /// - Returns: the commit.
  @discardableResult
  func commit(_ files: [String: String], to name: String, _ script: String = "") throws -> String {
    let work = program.path("work/\(name)")
    let bare = program.path("repositories/\(name)")
    let made = try program.shell(
      """
      test -d \(work) || { git init -q -b main --bare \(bare) && git init -q -b main \(work); }
      """, environment: Self.commits)
    #expect(made.status == 0, "\(made)")
    for (file, text) in files {
      let path = URL(filePath: "\(work)/\(file)")
      try FileManager.default.createDirectory(
        at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.replacing("HOST", with: address).write(to: path, atomically: false, encoding: .utf8)
    }
    let ending = try program.shell(
      """
      set -e
      cd \(work)
      git add -A && git commit -q --allow-empty -m state
      \(script)
      git push -q --force \(bare) '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'
      git -C \(bare) update-server-info
      git rev-parse HEAD
      """, environment: Self.commits)
    #expect(ending.status == 0, "\(ending)")
    return ending.output.split(separator: "\n").last.map(String.init) ?? ""
  }

  /// What makes commits the same every time.
  private static var commits: [String: String] {
    path.merging([
      "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
      "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_GLOBAL": "/dev/null",
      "GIT_AUTHOR_DATE": "2026-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2026-01-01T00:00:00Z",
    ]) { $1 }
  }

  /// What finds git and trusts the host.
  var trusting: [String: String] {
    Self.path.merging([
      "GIT_SSL_CAINFO": program.path("cert.pem"), "HOME": program.path("home"),
    ]) { $1 }
  }

  /// Runs converge with a state directory of its own, and as one who trusts the host.
  func converge(
    _ line: String, environment: [String: String] = [:]
  ) throws -> ProgramUnderTest.Ending {
    try program.shell(
      "$CONVERGE \(line) $STATE", environment: trusting.merging(environment) { $1 })
  }

  /// The names in the store.
  var stored: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: "\(program.state)/modules")) ?? [])
      .sorted()
  }
}
