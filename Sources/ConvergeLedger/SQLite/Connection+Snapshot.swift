internal import ConvergeCore

extension Connection {
  /// What is remembered for one manifest, at one moment.
  mutating func snapshot(forManifest name: String) throws(HostError) -> LedgerSnapshot {
    try execute("BEGIN")
    defer { rollBack() }
    var snapshot = LedgerSnapshot()
    try each("SELECT path FROM manifest WHERE name = ?", [.text(name)]) {
      snapshot.manifestPath = $0.text(0)
    }
    try readEntries(of: name, into: &snapshot)
    snapshot.owed = try owed()
    snapshot.intents = try intents()
    return snapshot
  }

  /// Earlier runs, newest first.
  mutating func runs(limit: Int) throws(HostError) -> [RunRecord] {
    var runs: [RunRecord] = []
    try each(
      """
      SELECT id, manifest, verb, started, duration_ms, result, ending FROM run
      ORDER BY number DESC LIMIT ?
      """, [.integer(Int64(max(0, limit)))]
    ) {
      runs.append(
        RunRecord(
          id: $0.text(0), manifest: $0.text(1), verb: $0.text(2), started: $0.text(3),
          durationMilliseconds: $0.real(4), result: $0.text(5), report: "",
          ending: $0.text(6).isEmpty ? nil : SharedText(name: $0.text(6), text: nil)))
    }
    return runs
  }

  /// A run's report; nil where it is not kept.
  mutating func report(ofRun id: String) throws(HostError) -> String? {
    var report: String?
    try each(
      """
      SELECT run.report, ending.text FROM run LEFT JOIN ending ON ending.name = run.ending
      WHERE run.id = ? ORDER BY run.number DESC LIMIT 1
      """, [.text(id)]
    ) { report = $0.text(0) + $0.text(1) }
    return report
  }

  /// Whether the text of an ending is kept.
  mutating func hasEnding(_ name: String) throws(HostError) -> Bool {
    var isThere = false
    try each("SELECT 1 FROM ending WHERE name = ?", [.text(name)]) { _ in isThere = true }
    return isThere
  }

  private mutating func readEntries(
    of name: String, into snapshot: inout LedgerSnapshot
  ) throws(HostError) {
    var entries: [Identity: LedgerSnapshot.Entry] = [:]
    try each(
      "SELECT space, thing, module, kind, name, applied FROM entry WHERE manifest = ?",
      [.text(name)]
    ) {
      entries[$0.identity(0)] = LedgerSnapshot.Entry(
        reference: $0.reference(2), applied: Applied(encoded: $0.text(5)))
    }
    snapshot.entries = entries
    var foreign: [Identity: [LedgerSnapshot.Foreign]] = [:]
    try each(
      """
      SELECT space, thing, module, kind, name, applied, manifest FROM entry
      WHERE manifest <> ? ORDER BY manifest
      """, [.text(name)]
    ) {
      foreign[$0.identity(0), default: []].append(
        LedgerSnapshot.Foreign(
          manifest: $0.text(6), reference: $0.reference(2), applied: Applied(encoded: $0.text(5))))
    }
    snapshot.foreign = foreign
  }

  private mutating func owed() throws(HostError) -> [OwedRefresh] {
    var owed: [OwedRefresh] = []
    try each(
      """
      SELECT space, thing, target_module, target_kind, target_name, module, kind, name, manifest,
        run, since, changes
      FROM owed ORDER BY number
      """
    ) {
      owed.append(
        OwedRefresh(
          target: $0.identity(0), targetReference: $0.reference(2), cause: $0.reference(5),
          manifest: $0.text(8), run: $0.text(9), since: $0.text(10), changes: $0.text(11)))
    }
    return owed
  }

  private mutating func intents() throws(HostError) -> [Intent] {
    var intents: [Intent] = []
    try each(
      "SELECT space, thing, module, kind, name, run, leftovers FROM intent ORDER BY number"
    ) {
      intents.append(
        Intent(
          identity: $0.identity(0), reference: $0.reference(2), run: $0.text(5),
          leftovers: Self.leftovers($0.text(6))))
    }
    return intents
  }

  private static func leftovers(_ text: String) -> [Leftover] {
    let elements = (try? ConvergeCore.Value(json: text.utf8))?.list ?? []
    return elements.compactMap { element in
      let words = (element.list ?? []).compactMap(\.text)
      return words.count == 3 ? Leftover(role: words[0], name: words[1], target: words[2]) : nil
    }
  }
}

extension Connection.Row {
  /// An identity in two columns: its space and its name.
  fileprivate func identity(_ column: Int32) -> Identity {
    Identity(Identity.Space(rawValue: text(column)), text(column + 1))
  }

  /// A reference in three columns: its module, kind and name.
  fileprivate func reference(_ column: Int32) -> Reference {
    Reference(module: text(column), kind: text(column + 1), name: text(column + 2))
  }
}
