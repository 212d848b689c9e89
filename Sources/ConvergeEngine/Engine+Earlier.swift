internal import ConvergeCore
internal import ConvergeLedger

/// What earlier runs have left to this one.
extension Engine {
  /// A name that was last used by another manifest is not taken by accident.
  func refuseStranger(_ work: Work, _ snapshot: LedgerSnapshot) throws(HostError) {
    guard let path = snapshot.manifestPath, path != work.path, !options.takesOver,
      !snapshot.entries.isEmpty,
      !work.resources.contains(where: { snapshot.entries[$0.vertex.identity] != nil })
    else { return }
    throw Message.stranger(work.manifest, path)
  }

  /// Clears what changes without a result may have left behind, whoever began them.
  ///
  /// - Parameter notes: what a person should know of it.
  /// - Returns: those that left what could not be cleared: that is tried again by the next run.
  func clearLeftovers(
    _ intents: [Intent], telling notes: inout [String]
  ) async throws(HostError) -> [Identity: Intent] {
    guard !intents.isEmpty else { return [:] }
    var uncleared: [Leftover: HostError] = [:]
    for kind in kinds {
      let unfinished = intents.filter { $0.reference.kind == kind.kind.name }
      let leftovers = unfinished.flatMap(\.leftovers)
      guard !leftovers.isEmpty else { continue }
      for (leftover, result) in zip(leftovers, await kind.clear(leftovers, on: host)) {
        guard case .failure(let error) = result else { continue }
        uncleared[leftover] = error
        notes.append(Message.notCleared(leftover, error))
      }
    }
    var kept: [Identity: Intent] = [:]
    for intent in intents {
      let left = intent.leftovers.filter { uncleared[$0] != nil }
      guard !left.isEmpty else { continue }
      kept[intent.identity] = Intent(
        identity: intent.identity, reference: intent.reference, run: intent.run, leftovers: left)
    }
    notes.append(Message.unfinished(intents))
    try await ledger.commit(
      intents.map { kept[$0.identity].map(LedgerChange.intend) ?? .settle($0.identity) },
      durably: false)
    return kept
  }
}

private enum Message {
  static func stranger(_ name: String, _ path: String) -> HostError {
    HostError(
      .refused, "apply", name,
      because: "the name was last used by \(path), which manages none of these resources",
      remedy: "give this manifest a name of its own, or forget the old one: converge forget \(name)"
    )
  }

  static func notCleared(_ leftover: Leftover, _ error: HostError) -> String {
    "\(leftover.name) was left behind by an unfinished run: \(error)"
  }

  static func unfinished(_ intents: [Intent]) -> String {
    let runs = Set(intents.map(\.run)).sorted().joined(separator: ", ")
    let names = intents.map(\.reference.description).sorted().joined(separator: ", ")
    return "run \(runs) ended in the middle of \(names); it is finished now"
  }
}
