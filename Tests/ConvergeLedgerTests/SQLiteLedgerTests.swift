import ConvergeCore
import ConvergeLedger
import Foundation
import Testing

@Suite struct SQLiteLedgerTests {
  @Test(arguments: UInt64(0)..<20)
  func `it remembers what the ledger in memory does`(seed: UInt64) async throws {
    let directory = try TemporaryDirectory()
    let memory = MemoryLedger()
    var ledger = try await open(directory)
    var random = RandomChanges(seed: seed)
    for step in 0..<40 {
      let changes = random.batch()
      let durably = random.pick(below: 8) == 0
      try await ledger.commit(changes, durably: durably)
      try await memory.commit(changes, durably: durably)
      if random.pick(below: 10) == 0 { ledger = try await open(directory) }
      let (stored, expected) = (try await Everything(of: ledger), try await Everything(of: memory))
      try #require(stored == expected, "seed \(seed), step \(step)")
    }
  }

  @Test func `its files are for their owner only`() async throws {
    let directory = try TemporaryDirectory()
    let ledger = try await open(directory, below: "/var/lib")
    try await ledger.commit([.manifest(name: "web", path: "/web.yml")], durably: true)
    let files = FileManager.default
    for name in ["ledger.db", "ledger.db-wal", "ledger.db-shm"] {
      let attributes = try files.attributesOfItem(atPath: "\(directory.path)/var/lib/\(name)")
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
    let made = try files.attributesOfItem(atPath: "\(directory.path)/var/lib")
    #expect(made[.posixPermissions] as? Int == 0o700)
  }

  @Test func `a batch that cannot be written leaves nothing of itself`() async throws {
    let directory = try TemporaryDirectory()
    let ledger = try await open(directory)
    try await ledger.commit([.manifest(name: "web", path: "/a")], durably: true)
    let reader = try await open(directory, for: .reading)
    let error = await #expect(throws: HostError.self) {
      try await reader.commit([.manifest(name: "web", path: "/b")], durably: true)
    }
    #expect(error?.reason == .readOnly)
    #expect(try await ledger.snapshot(forManifest: "web").manifestPath == "/a")
  }

  @Test func `a ledger of a newer converge is refused`() async throws {
    let directory = try TemporaryDirectory()
    _ = try await open(directory)
    let copy = try directory.copy()
    // The version is in the log still; bytes 60 to 63 of the file are it (sqlite.org/fileformat).
    try Data().write(to: URL(filePath: "\(copy.path)/ledger.db-wal"))
    var content = try #require(copy.content("ledger.db"))
    content.replaceSubrange(60..<64, with: [0, 0, 0, 99])
    try copy.write(content, to: "ledger.db")
    let error = await #expect(throws: HostError.self) { _ = try await open(copy) }
    #expect(error?.reason == .refused)
    #expect(error?.because == "a newer converge wrote it (its version is 99)")
  }

  @Test(arguments: [SQLiteLedger.Purpose.writing, .reading])
  func `a damaged ledger is refused with the way out`(purpose: SQLiteLedger.Purpose) async throws {
    let directory = try TemporaryDirectory()
    try directory.write(Data(repeating: 7, count: 8192), to: "ledger.db")
    let error = await #expect(throws: HostError.self) {
      _ = try await open(directory, for: purpose).snapshot(forManifest: "web")
    }
    #expect(error?.because == "it is damaged (file is not a database)")
    #expect(error?.remedy?.contains("move it aside") == true)
    #expect(directory.content("ledger.db") == Data(repeating: 7, count: 8192))
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give files away"))
  func `a directory of another user is refused`() async throws {
    let directory = try TemporaryDirectory()
    #expect(chown(directory.path, 12345, 12345) == 0)
    let error = await #expect(throws: HostError.self) { _ = try await open(directory) }
    #expect(error?.reason == .refused)
    #expect(
      error?.because == "it belongs to the user with id 12345, who could change what converge "
        + "remembers")
  }

  @Test(.enabled(if: geteuid() == 0, "others may have private groups"))
  func `a directory that others can write is refused to root`() async throws {
    let directory = try TemporaryDirectory()
    #expect(chmod(directory.path, 0o777) == 0)
    let error = await #expect(throws: HostError.self) {
      _ = try await open(directory, below: "/state")
    }
    #expect(error?.because == "others than its owner can write it")
  }

  @Test func `a link in place of the ledger is refused`() async throws {
    let directory = try TemporaryDirectory()
    #expect(symlink("/etc/hostname", "\(directory.path)/ledger.db") == 0)
    await #expect(throws: HostError.self) { _ = try await open(directory) }
    await #expect(throws: HostError.self) {
      _ = try await open(directory, for: .reading).snapshot(forManifest: "web")
    }
  }

  private func open(
    _ directory: TemporaryDirectory, below path: String = "",
    for purpose: SQLiteLedger.Purpose = .writing
  ) async throws -> SQLiteLedger {
    try await SQLiteLedger.open(inDirectory: directory.path + path, for: purpose)
  }
}
