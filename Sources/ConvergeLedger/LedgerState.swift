internal import ConvergeCore

/// The ledger's content as a plain value: what every implementation must agree with.
package struct LedgerState: Sendable, Equatable {
  private struct Key: Hashable {
    let manifest: String
    let identity: Identity
  }

  private var manifests: [String: String] = [:]
  private var entries: [Key: LedgerSnapshot.Entry] = [:]
  private var owed: [OwedRefresh] = []
  private var intents: [Intent] = []
  /// Newest last.
  private var runs: [RunRecord] = []
  /// What reports end with, by name.
  private var endings: [String: String] = [:]

  package init() {}

  /// Earlier runs, newest first, without their reports.
  package func runs(limit: Int) -> [RunRecord] {
    runs.suffix(limit).reversed().map {
      RunRecord(
        id: $0.id, manifest: $0.manifest, verb: $0.verb, started: $0.started,
        durationMilliseconds: $0.durationMilliseconds, result: $0.result, report: "",
        ending: $0.ending.map { SharedText(name: $0.name, text: nil) })
    }
  }

  /// A run's report.
  package func report(ofRun id: String) -> String? {
    guard let run = runs.last(where: { $0.id == id }) else { return nil }
    return run.report + (run.ending.flatMap { endings[$0.name] } ?? "")
  }

  /// Whether the text of an ending is kept.
  package func hasEnding(_ name: String) -> Bool { endings[name] != nil }

  /// What a run of one manifest needs.
  package func snapshot(forManifest name: String) -> LedgerSnapshot {
    var snapshot = LedgerSnapshot(
      manifestPath: manifests[name], owed: owed, intents: intents)
    for (key, entry) in entries {
      if key.manifest == name {
        snapshot.entries[key.identity] = entry
      } else {
        snapshot.foreign[key.identity, default: []].append(
          LedgerSnapshot.Foreign(
            manifest: key.manifest, reference: entry.reference, applied: entry.applied))
      }
    }
    for identity in snapshot.foreign.keys {
      snapshot.foreign[identity]?.sort { $0.manifest < $1.manifest }
    }
    return snapshot
  }

  /// Makes one change.
  package mutating func apply(_ change: LedgerChange) {
    switch change {
    case .manifest(let name, let path): manifests[name] = path
    case .intend(let intent):
      intents.removeAll { $0.identity == intent.identity }
      intents.append(intent)
    case .settle(let identity): intents.removeAll { $0.identity == identity }
    case .owe(let refresh):
      let isKnown = owed.contains { $0.target == refresh.target && $0.cause == refresh.cause }
      if !isKnown { owed.append(refresh) }
    case .retract(let target, let cause, let run):
      owed.removeAll { $0.target == target && $0.cause == cause && $0.run == run }
    case .cross(let target): owed.removeAll { $0.target == target }
    case .store(let manifest, let identity, let reference, let applied):
      entries[Key(manifest: manifest, identity: identity)] = LedgerSnapshot.Entry(
        reference: reference, applied: applied)
    case .release(let manifest, let identity):
      entries[Key(manifest: manifest, identity: identity)] = nil
    case .forget(let manifest):
      manifests[manifest] = nil
      for key in entries.keys where key.manifest == manifest { entries[key] = nil }
      let managed = Set(entries.keys.map(\.identity))
      owed.removeAll { $0.manifest == manifest && !managed.contains($0.target) }
    case .ended(let record, let keep, let since):
      runs.append(record)
      if runs.count > keep { runs.removeFirst(runs.count - keep) }
      // Only the oldest go, so that the others stay in their order.
      let old = min(runs.count - 10, runs.prefix { $0.started < since }.count)
      if old > 0 { runs.removeFirst(old) }
      guard let ending = record.ending, let text = ending.text else { return }
      endings[ending.name] = endings[ending.name] ?? text
      let names = Set(runs.compactMap(\.ending?.name))
      endings = endings.filter { names.contains($0.key) }
    }
  }
}
