import ConvergeCore
import ConvergeLedger
import Foundation
import Testing

/// That a plan reads the ledger in every state that a run can leave it in, and leaves no trace.
@Suite struct LedgerReadingTests {
  @Test func `a ledger that is not there is empty and says so`() async throws {
    let directory = try TemporaryDirectory()
    let missing = "\(directory.path)/none/at/all"
    let ledger = try await SQLiteLedger.open(inDirectory: missing, for: .reading)
    #expect(try await ledger.snapshot(forManifest: "web") == LedgerSnapshot(isPresent: false))
    #expect(try await ledger.runs(limit: 5).isEmpty)
    #expect(try await ledger.report(ofRun: "x") == nil)
    #expect(try directory.stamps().isEmpty)
  }

  @Test func `a ledger without content is not there yet`() async throws {
    let directory = try TemporaryDirectory()
    try directory.write(Data(), to: "ledger.db")
    let ledger = try await SQLiteLedger.open(inDirectory: directory.path, for: .reading)
    #expect(try await ledger.snapshot(forManifest: "web").isPresent == false)
  }

  @Test(arguments: [[], ["-shm"]])
  func `what a killed run left in the log is read, and nothing is touched`(
    without suffixes: [String]
  ) async throws {
    let directory = try TemporaryDirectory()
    let writer = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
    try await writer.commit([.manifest(name: "web", path: "/a")], durably: false)
    let killed = try directory.copy(without: suffixes)
    let before = try killed.stamps()
    let ledger = try await SQLiteLedger.open(inDirectory: killed.path, for: .reading)
    #expect(try await ledger.snapshot(forManifest: "web").manifestPath == "/a")
    #expect(try killed.stamps() == before)
    let next = try await SQLiteLedger.open(inDirectory: killed.path, for: .writing)
    #expect(try await next.snapshot(forManifest: "web").manifestPath == "/a")
  }

  @Test func `a ledger whose log was removed whole is read as it is`() async throws {
    let directory = try TemporaryDirectory()
    let writer = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
    // More than is kept in the log, so that the file itself has the tables.
    for number in 0..<400 {
      let report = String(repeating: "x", count: 8000)
      let record = RunRecord(
        id: "\(number)", manifest: "web", verb: "apply", started: "", durationMilliseconds: 0,
        result: "changed", report: report)
      try await writer.commit([.ended(record, keep: 3)], durably: false)
    }
    let copy = try directory.copy(without: ["-wal", "-shm"])
    let before = try copy.stamps()
    let ledger = try await SQLiteLedger.open(inDirectory: copy.path, for: .reading)
    #expect(try await ledger.runs(limit: 5).count == 3)
    #expect(try copy.stamps() == before)
  }

  @Test func `a reader beside a writer sees whole commits`() async throws {
    let directory = try TemporaryDirectory()
    let writer = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
    try await writer.commit([.manifest(name: "web", path: "start")], durably: false)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for number in 0..<300 {
          let applied = Applied(
            attributes: [("n", .init(desired: "\(number)", observed: "\(number)"))],
            isCreated: false)
          let changes = (0..<10).map {
            LedgerChange.store(
              manifest: "web", identity: Identity(.path, "/\($0)"),
              reference: Reference(kind: "file", name: "/\($0)"), applied: applied)
          }
          try await writer.commit(changes, durably: false)
        }
      }
      group.addTask {
        let reader = try await SQLiteLedger.open(inDirectory: directory.path, for: .reading)
        for _ in 0..<100 {
          let entries = try await reader.snapshot(forManifest: "web").entries
          #expect(Set(entries.values.map(\.applied)).count <= 1)
          #expect([0, 10].contains(entries.count))
        }
      }
      try await group.waitForAll()
    }
  }
}
