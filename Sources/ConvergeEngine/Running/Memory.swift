internal import ConvergeCore
internal import ConvergeLedger

/// What the ledger is told about a resource once it is as declared.
struct Memory: Sendable {
  let judge: Judge

  /// The changes that store what holds of a resource now; none where that is stored already.
  func changes(for index: Int, _ roster: any Members, _ verdict: Verdict?) -> [LedgerChange] {
    guard case .success(let reading) = roster.reading(of: index) else { return [] }
    let declared = judge.work.resources[index]
    let identity = declared.vertex.identity
    let last = judge.last(index)
    let isCreated = verdict?.action == .create || verdict?.action == .replace
    let applied = Applied(
      desired: reading.desired, observed: reading.observed,
      isCreated: isCreated || (last?.isCreated ?? false)
    ) { judge.causes.fingerprints.text(of: $0) }
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
}
