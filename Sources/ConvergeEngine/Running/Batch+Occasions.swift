internal import ConvergeCore
internal import ConvergeLedger
internal import Synchronization

/// What those that wait for an occasion have made of it.
extension Batch {
  /// Crosses out what they have taken over, and what passes without them: they are in sync, and so
  /// nothing is to be done about it.
  func settleOccasions(of turns: inout [Turn]) async {
    var changes: [LedgerChange] = []
    for position in turns.indices {
      let turn = turns[position]
      let identity = judge.work.resources[turn.member.index].resource.identity
      turns[position].ending.result.toldRun = told.run(of: identity)
      if turn.ending.result.error?.reason == .interrupted {
        turns[position].ending.isCutShort = true
      }
      if told.hasCrossed(identity) {
        turns[position].ending.isCrossed = true
      } else if turn.verdict == .inSync, common(turn).isEnforced, !turn.member.owedCauses.isEmpty {
        turns[position].ending.isCrossed = true
        changes.append(.cross(target: identity))
      }
    }
    await commitResults(changes, into: &turns)
  }
}

/// What a kind tells while it works, gathered for the results.
final class ToldByKind: Sendable {
  private struct Told {
    var crossed: Set<Identity> = []
    var runs: [Identity: ToldRun] = [:]
  }

  private let told = Mutex(Told())

  func tell(_ run: ToldRun, of identity: Identity) { told.withLock { $0.runs[identity] = run } }
  func cross(_ identity: Identity) { told.withLock { _ = $0.crossed.insert(identity) } }
  func run(of identity: Identity) -> ToldRun? { told.withLock { $0.runs[identity] } }
  func hasCrossed(_ identity: Identity) -> Bool { told.withLock { $0.crossed.contains(identity) } }
}
