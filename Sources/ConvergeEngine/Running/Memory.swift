internal import ConvergeCore
internal import ConvergeLedger

/// What the ledger is told about a resource once it is as declared.
struct Memory: Sendable {
  let judge: Judge

  /// The changes that store what holds of a resource now; none where that is stored already.
  func changes(for index: Int, _ roster: any Members, _ verdict: Verdict?) -> [LedgerChange] {
    guard case .success(let reading) = roster.reading(of: index) else { return [] }
    let declared = judge.work.resources[index]
    let identity = declared.resource.identity
    let last = judge.last(index)
    let isCreated = verdict?.action == .create || verdict?.action == .replace
    let applied = Applied(
      attributes: attributes(of: reading),
      isCreated: isCreated || (last?.isCreated ?? false))
    var changes: [LedgerChange] = []
    if judge.takesOver {
      changes += (judge.snapshot.foreign[identity] ?? []).map {
        .release(manifest: $0.manifest, identity: identity)
      }
    }
    if applied != last {
      changes.append(
        .store(
          manifest: judge.work.manifest, identity: identity,
          reference: declared.declaration.reference, applied: applied))
    }
    return changes
  }

  private func attributes(
    of reading: Reading
  ) -> [(name: String, attribute: Applied.Attribute)] {
    let fingerprints = judge.causes.fingerprints
    return reading.desired.entries.map { entry in
      let observed = reading.observed[entry.key] ?? .null
      let attribute = Applied.Attribute(
        desired: fingerprints.text(of: entry.value), observed: fingerprints.text(of: observed))
      return (entry.key, attribute)
    }
  }
}
