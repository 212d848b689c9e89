internal import ConvergeCore

/// The tables of the ledger, by version (`PRAGMA user_version`).
enum Schema {
  /// What leads from each version to the next, beginning with an empty file.
  private static let steps = [
    """
    CREATE TABLE manifest (
      name TEXT PRIMARY KEY,
      path TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE TABLE entry (
      manifest TEXT NOT NULL, space TEXT NOT NULL, thing TEXT NOT NULL,
      module TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
      applied TEXT NOT NULL,
      PRIMARY KEY (manifest, space, thing)
    ) WITHOUT ROWID;
    CREATE TABLE intent (
      number INTEGER PRIMARY KEY,
      space TEXT NOT NULL, thing TEXT NOT NULL,
      module TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
      run TEXT NOT NULL,
      leftovers TEXT NOT NULL,
      UNIQUE (space, thing)
    );
    CREATE TABLE owed (
      number INTEGER PRIMARY KEY,
      space TEXT NOT NULL, thing TEXT NOT NULL,
      target_module TEXT NOT NULL, target_kind TEXT NOT NULL, target_name TEXT NOT NULL,
      module TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
      run TEXT NOT NULL,
      since TEXT NOT NULL,
      UNIQUE (space, thing, module, kind, name)
    );
    CREATE TABLE run (
      number INTEGER PRIMARY KEY,
      id TEXT NOT NULL, manifest TEXT NOT NULL, verb TEXT NOT NULL, started TEXT NOT NULL,
      duration_ms REAL NOT NULL,
      result TEXT NOT NULL,
      report TEXT NOT NULL
    );
    CREATE INDEX run_id ON run (id);
    """,
    """
    CREATE TABLE ending (
      name TEXT PRIMARY KEY,
      text TEXT NOT NULL
    );
    ALTER TABLE run ADD COLUMN ending TEXT;
    """,
    "ALTER TABLE owed ADD COLUMN manifest TEXT NOT NULL DEFAULT '';",
    "ALTER TABLE owed ADD COLUMN changes TEXT NOT NULL DEFAULT '';",
  ]

  /// The version that a database has; zero for an empty one.
  ///
  /// - Throws: `refused` for one that a newer converge wrote.
  static func version(of connection: inout Connection) throws(HostError) -> Int {
    var version = 0
    try connection.each("PRAGMA user_version") { version = Int($0.integer(0)) }
    guard (0...steps.count).contains(version) else {
      throw HostError(
        .refused, "use", connection.path, because: Message.newer(version),
        remedy: Message.upgrade())
    }
    return version
  }

  /// Whether a reader can read it without bringing it up to date.
  static func isCurrent(_ version: Int) -> Bool { version == steps.count }

  /// Brings a database up to date, each step whole or not at all.
  static func migrate(_ connection: inout Connection) throws(HostError) {
    var version = try version(of: &connection)
    guard version < steps.count else { return }
    if version == 0 { try connection.executeScript("PRAGMA journal_mode=WAL") }
    while version < steps.count {
      do throws(HostError) {
        try connection.executeScript(
          "BEGIN IMMEDIATE; \(steps[version]) PRAGMA user_version=\(version + 1); COMMIT")
      } catch {
        connection.rollBack()
        throw error
      }
      version += 1
    }
  }
}

private enum Message {
  static func newer(_ version: Int) -> String {
    "a newer converge wrote it (its version is \(version))"
  }

  static func upgrade() -> String { "use that converge, or name another --state-dir" }
}
