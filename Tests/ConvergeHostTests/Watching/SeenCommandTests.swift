import ConvergeCore
import Foundation
import Testing

@testable import ConvergeHost

/// Commands as they are seen to begin on this host.
@Suite(.enabled(if: isRoot, "root alone may follow processes"), .serialized)
struct `A command that is seen` {
  /// A program called systemctl that waits until it may go: cat, of a pipe called stop.
  private static let pretence = "exec -a systemctl cat stop \(name)"
  /// Nobody else has a unit of that name, whatever goes on beside.
  private static let name = "seen-\(getpid())"

  @Test(arguments: [[HostProcesses.Way.connector], [HostProcesses.Way.programs]])
  func `is kept with who ran it, but for our own`(ways: [HostProcesses.Way]) async throws {
    let scratch = try Scratch()
    try #require(mkfifo(scratch("stop"), 0o600) == 0)
    let stranger = try Stranger()
    let commands = RecentCommands()
    let watching = Watching({ _ in true }, {}) {
      WatchLoop($0, ways: ways, withoutFanotify: true, commands: commands).run()
    }
    defer { watching.close() }
    let unit = Identity(Identity.Space(rawValue: "service"), "\(Self.name).service")
    watching.watch([unit].compactMap { Watched($0) })
    while watching.take().isEmpty { try await Task.sleep(for: .milliseconds(10)) }

    let ours = Process()
    ours.executableURL = URL(filePath: "/bin/bash")
    ours.arguments = ["-c", "cd \(scratch.path); \(Self.pretence)"]
    // Who outlives the tests and has their output keeps whoever reads it waiting.
    ours.standardOutput = FileHandle.nullDevice
    ours.standardError = FileHandle.nullDevice
    try ours.run()
    // Not TERM: a child inherits the mask of the thread that starts it, which can have that blocked.
    defer { kill(ours.processIdentifier, SIGKILL) }
    try await Task.sleep(for: .milliseconds(200))
    try stranger.run("cd \(scratch.path); (\(Self.pretence)) & echo $! > pid")

    var seen: [SightedCommand] = []
    for _ in 0..<1000 where seen.isEmpty {
      seen = commands.naming(since: 0) { $0.names(unit: "\(Self.name).service", mainProcess: nil) }
      try await Task.sleep(for: .milliseconds(10))
    }
    let pid = try scratch.text("pid").trimmingCharacters(in: .newlines)
    try stranger.run("kill -KILL \(pid)")
    #expect(seen.map { "\($0.process.pid)" } == [pid])
    #expect(seen.first?.process.commandLine == "systemctl stop \(Self.name)")
    #expect(seen.first?.process.user == 0)
  }
}
