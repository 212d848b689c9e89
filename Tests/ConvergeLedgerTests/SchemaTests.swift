import ConvergeCore
import Testing

@testable import ConvergeLedger

@Suite struct SchemaTests {
  /// SQLITE_OPEN_READWRITE.
  private static let readWrite: Int32 = 2

  @Test func `what an older converge owed is still owed, to whichever manifest`() async throws {
    let directory = try TemporaryDirectory()
    do {
      let ledger = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
      let refresh = OwedRefresh(
        target: Identity(.unit, "web.service"),
        targetReference: Reference(kind: "service", name: "web"),
        cause: Reference(kind: "file", name: "/etc/x"), manifest: "web", run: "r", since: "s")
      try await ledger.commit([.owe(refresh)], durably: true)
    }
    let path = "\(directory.path)/ledger.db"
    do {
      var connection = try Connection(path, flags: Self.readWrite, path: path)
      try connection.executeScript(
        """
        ALTER TABLE owed DROP COLUMN manifest; ALTER TABLE owed DROP COLUMN changes;
        PRAGMA user_version=2
        """)
    }
    let reader = try await SQLiteLedger.open(inDirectory: directory.path, for: .reading)
    let error = await #expect(throws: HostError.self) {
      try await reader.snapshot(forManifest: "web")
    }
    #expect(error?.because == "an older converge wrote it (its version is 2)")
    let ledger = try await SQLiteLedger.open(inDirectory: directory.path, for: .writing)
    let owed = try await ledger.snapshot(forManifest: "web").owed
    #expect(owed.map(\.manifest) == [""])
    #expect(owed.map(\.target) == [Identity(.unit, "web.service")])
  }
}
