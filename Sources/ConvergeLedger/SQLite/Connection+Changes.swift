internal import ConvergeCore

extension Connection {
  /// Makes all of `changes` in one transaction, or none.
  mutating func commit(_ changes: [LedgerChange], durably: Bool) throws(HostError) {
    // In WAL mode FULL syncs the log at the commit, and so all that was written to it before.
    try executeScript(durably ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL")
    do throws(HostError) {
      try execute("BEGIN IMMEDIATE")
      for change in changes { try make(change) }
      try execute("COMMIT")
    } catch {
      rollBack()
      throw error
    }
  }

  private mutating func make(_ change: LedgerChange) throws(HostError) {
    switch change {
    case .manifest(let name, let path):
      try execute(
        "INSERT OR REPLACE INTO manifest (name, path) VALUES (?, ?)", .text(name), .text(path))
    case .intend(let intent): try intend(intent)
    case .settle(let identity):
      try execute(
        "DELETE FROM intent WHERE space = ? AND thing = ?", .text(identity.space.rawValue),
        .text(identity.name))
    case .owe(let refresh): try owe(refresh)
    case .retract(let target, let cause, let run):
      try execute(
        """
        DELETE FROM owed
        WHERE space = ? AND thing = ? AND module = ? AND kind = ? AND name = ? AND run = ?
        """, .text(target.space.rawValue), .text(target.name), .text(cause.module),
        .text(cause.kind), .text(cause.name), .text(run))
    case .cross(let target):
      try execute(
        "DELETE FROM owed WHERE space = ? AND thing = ?", .text(target.space.rawValue),
        .text(target.name))
    case .store(let manifest, let identity, let reference, let applied):
      try execute(
        """
        INSERT OR REPLACE INTO entry (manifest, space, thing, module, kind, name, applied)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """, .text(manifest), .text(identity.space.rawValue), .text(identity.name),
        .text(reference.module), .text(reference.kind), .text(reference.name),
        .text(applied.encoded))
    case .release(let manifest, let identity):
      try execute(
        "DELETE FROM entry WHERE manifest = ? AND space = ? AND thing = ?", .text(manifest),
        .text(identity.space.rawValue), .text(identity.name))
    case .forget(let manifest):
      try execute("DELETE FROM manifest WHERE name = ?", .text(manifest))
      try execute("DELETE FROM entry WHERE manifest = ?", .text(manifest))
      try execute(
        """
        DELETE FROM owed WHERE manifest = ? AND NOT EXISTS (
          SELECT * FROM entry WHERE entry.space = owed.space AND entry.thing = owed.thing)
        """, .text(manifest))
    case .ended(let record, let keep, let since): try end(record, keep: keep, since: since)
    }
  }

  private mutating func intend(_ intent: Intent) throws(HostError) {
    let leftovers = ConvergeCore.Value.list(
      intent.leftovers.map { [.text($0.role), .text($0.name), .text($0.target)] })
    try execute(
      """
      INSERT OR REPLACE INTO intent (space, thing, module, kind, name, run, leftovers)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, .text(intent.identity.space.rawValue), .text(intent.identity.name),
      .text(intent.reference.module), .text(intent.reference.kind), .text(intent.reference.name),
      .text(intent.run), .text(leftovers.jsonText()))
  }

  private mutating func owe(_ refresh: OwedRefresh) throws(HostError) {
    try execute(
      """
      INSERT OR IGNORE INTO owed (
        space, thing, target_module, target_kind, target_name, module, kind, name, manifest, run,
        since, changes)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, .text(refresh.target.space.rawValue), .text(refresh.target.name),
      .text(refresh.targetReference.module), .text(refresh.targetReference.kind),
      .text(refresh.targetReference.name), .text(refresh.cause.module), .text(refresh.cause.kind),
      .text(refresh.cause.name), .text(refresh.manifest), .text(refresh.run), .text(refresh.since),
      .text(refresh.changes))
  }

  private mutating func end(
    _ record: RunRecord, keep: Int, since: String
  ) throws(HostError) {
    try execute(
      """
      INSERT INTO run (id, manifest, verb, started, duration_ms, result, report, ending)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """, .text(record.id), .text(record.manifest), .text(record.verb), .text(record.started),
      .real(record.durationMilliseconds), .text(record.result), .text(record.report),
      record.ending.map { .text($0.name) } ?? .null)
    // Numbers follow one another without a gap, since only the oldest go.
    try execute(
      "DELETE FROM run WHERE number <= last_insert_rowid() - ?", .integer(Int64(max(0, keep))))
    if !since.isEmpty {
      // Those before the first that is young enough, but for the newest ten.
      try execute(
        """
        DELETE FROM run WHERE number < coalesce(
            (SELECT min(number) FROM run WHERE started >= ?), (SELECT max(number) + 1 FROM run))
          AND number <= (SELECT max(number) FROM run) - 10
        """, .text(since))
    }
    guard let ending = record.ending, let text = ending.text else { return }
    try execute(
      "INSERT OR IGNORE INTO ending (name, text) VALUES (?, ?)", .text(ending.name), .text(text))
    // Endings change with their manifest: when a new one comes, an old one may have gone.
    try execute(
      "DELETE FROM ending WHERE name NOT IN (SELECT ending FROM run WHERE ending IS NOT NULL)")
  }
}
