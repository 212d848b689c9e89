import ConvergeCore
import ConvergeLedger
import Foundation
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

  @Test(.enabled(if: Strace.isThere, "SKIPPED: strace is missing, so no sync can be counted"))
  func `a durable commit syncs the log once before it returns, another one does not`()
    async throws
  {
    let directory = try TemporaryDirectory()
    let ledger = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
    try await ledger.commit([.manifest(name: "web", path: "/0")], durably: true)
    let strace = try Strace(of: directory.path)
    for number in 1...3 {
      try await ledger.commit([.manifest(name: "web", path: "/\(number)")], durably: false)
    }
    let relaxed = try strace.syncs(after: "relaxed")
    for number in 4...8 {
      try await ledger.commit([.manifest(name: "web", path: "/\(number)")], durably: true)
    }
    let durable = try strace.syncs(after: "durable")
    strace.stop()
    #expect(relaxed == 0)
    #expect(durable == 5)
  }
}

/// Counts this process's syncs of files below a directory.
private final class Strace {
  static let isThere = FileManager.default.isExecutableFile(atPath: "/usr/bin/strace")

  private let process = Process()
  private let output: TemporaryDirectory
  private let subject: String

  /// Starts to watch; returns when it does.
  init(of path: String) throws {
    subject = path
    output = try TemporaryDirectory()
    process.executableURL = URL(filePath: "/usr/bin/strace")
    process.arguments = [
      "-f", "-y", "-e", "trace=fdatasync,fsync,mkdir,mkdirat", "-o", "\(output.path)/trace", "-p",
      "\(getpid())",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    _ = try syncs(after: "start")
  }

  /// How many there were until now. A directory that is made marks the place in the trace.
  func syncs(after mark: String) throws -> Int {
    var attempt = 0
    while true {
      attempt += 1
      let path = "\(output.path)/\(mark)-\(attempt)"
      mkdir(path, 0o700)
      usleep(20_000)
      let trace = String(decoding: output.content("trace") ?? Data(), as: UTF8.self)
      let lines = trace.split(separator: "\n")
      if let end = lines.firstIndex(where: { $0.contains(path) }) {
        return lines[..<end].count { $0.contains("sync(") && $0.contains(subject) }
      }
      try #require(attempt < 500, "strace saw nothing")
    }
  }

  func stop() {
    process.interrupt()
    process.waitUntilExit()
  }
}
