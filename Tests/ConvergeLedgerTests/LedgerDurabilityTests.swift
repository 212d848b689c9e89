import ConvergeCore
import ConvergeLedger
import Foundation
import Glibc
import Testing

/// That a power cut loses the end at most, and nothing that was to be durable.
@Suite struct LedgerDurabilityTests {
  @Test(arguments: UInt64(0)..<10)
  func `a log cut off anywhere has all commits up to some point`(seed: UInt64) async throws {
    let directory = try TemporaryDirectory()
    let memory = MemoryLedger()
    let ledger = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
    var states = [try await Everything(of: memory)]
    var ends = [directory.content("ledger.db-wal")?.count ?? 0]
    var random = RandomChanges(seed: seed)
    for _ in 0..<15 {
      let changes = random.batch()
      try await ledger.commit(changes, durably: false)
      try await memory.commit(changes, durably: false)
      states.append(try await Everything(of: memory))
      ends.append(directory.content("ledger.db-wal")?.count ?? 0)
    }
    let log = try #require(directory.content("ledger.db-wal"))
    for _ in 0..<10 {
      let cut = ends[0] + random.pick(below: log.count - ends[0] + 1)
      let copy = try directory.copy(without: ["-shm", "-wal"])
      try copy.write(log.prefix(cut), to: "ledger.db-wal")
      let found = try await Everything(
        of: try await SQLiteLedger.open(inDirectory: copy.path, for: .writing))
      let whole = ends.lastIndex { $0 <= cut } ?? 0
      #expect(found == states[whole], "seed \(seed), cut at \(cut)")
    }
  }

  @Test(.enabled(if: Child.hasStrace, "SKIPPED: strace is missing, so no sync can be counted"))
  func `a durable commit syncs the log once before it returns, another one does not`() throws {
    let directory = try TemporaryDirectory()
    let traces = try TemporaryDirectory()
    let trace = "\(traces.path)/trace"
    let child = try Child(
      committingIn: directory.path,
      under: ["/usr/bin/strace", "-f", "--seccomp-bpf", "-y", "-e", Child.calls, "-o", trace])
    child.wait()
    let lines = String(decoding: try #require(traces.content("trace")), as: UTF8.self)
      .split(separator: "\n").filter { $0.contains(directory.path) }
    let words = lines.compactMap { line in
      if line.contains("sync(") { return "sync" }
      return ["relaxed", "durable", "end"].first { line.contains("/\($0)\"") }
    }
    let start = try #require(words.firstIndex(of: "relaxed"))
    #expect(
      words[start...].joined(separator: " ") == "relaxed durable sync sync sync sync sync end")
  }

  @Test func `what was committed survives a kill at any moment`() async throws {
    for round in 0..<5 {
      let directory = try TemporaryDirectory()
      let child = try Child(committingIn: directory.path)
      let until = 40 + 37 * round
      try child.kill { (directory.content("reached").map { $0.count } ?? 0) >= until }
      let reached = directory.content("reached")?.count ?? 0
      let ledger = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
      let path = try await ledger.snapshot(forManifest: "web").manifestPath
      // The child adds a byte after each commit, so it may have been killed between the two.
      #expect(["\(reached)", "\(reached + 1)"].contains(path), "round \(round)")
    }
  }
}

/// The test program again, which commits to a ledger until it is told to stop.
private final class Child {
  static let hasStrace = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")
  static let calls = "trace=fdatasync,fsync,mkdir,mkdirat"

  private let process = Process()

  init(committingIn directory: String, under tracer: [String] = []) throws {
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let arguments =
      tracer + [program, "--testing-library", "swift-testing", "--filter", "LedgerChildTests"]
    process.executableURL = URL(filePath: arguments[0])
    process.arguments = Array(arguments.dropFirst())
    process.environment = ProcessInfo.processInfo.environment.merging([
      LedgerChild.directoryKey: directory,
      LedgerChild.modeKey: tracer.isEmpty ? "forever" : "marked",
    ]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  func wait() { process.waitUntilExit() }

  /// Kills it when it has got far enough.
  func kill(when isThere: () -> Bool) throws {
    var attempts = 0
    while !isThere(), process.isRunning, attempts < 6000 {
      usleep(5_000)
      attempts += 1
    }
    #expect(process.isRunning && isThere(), "the child ended too early")
    _ = Glibc.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }
}
