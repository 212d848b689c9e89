internal import ConvergeCore
internal import ConvergeGraph
internal import ConvergeLedger

/// What a run has met with so far, for those that wait for it.
struct Happenings {
  private let work: Work
  /// Failed themselves, and not ignored.
  private var failed: Set<Int> = []
  /// Changed by somebody else than converge.
  private var drifted: Set<Int> = []

  init(_ work: Work) { self.work = work }

  /// Takes in how a resource ended, or will end.
  mutating func take(_ result: ResourceResult) {
    let isFailure = result.outcome == .failed || result.outcome == .willFail
    if isFailure, !result.isIgnored { failed.insert(result.index) }
    if result.differences.contains(where: { $0.cause == .host || $0.cause == .both }) {
      drifted.insert(result.index)
    }
  }

  /// What has happened that concerns a resource.
  ///
  /// - Parameter causes: the changes that it is to be told of.
  func occasion(
    of index: Int, waitingFor event: Event, causes: [Occasion.Cause] = []
  ) -> Occasion {
    var occasion = Occasion()
    occasion.isSubscribed = work.graph.predecessors(of: index).contains { $0.role == .subscribe }
    switch event {
    case .change: occasion.causes = causes
    case .failure: occasion.failed = references(watched(by: index, among: failed))
    case .drift: occasion.drifted = references(watched(by: index, among: drifted))
    case .start, .end: break
    }
    return occasion
  }

  /// Those of `some` that a resource watches; all of them where it watches nothing.
  private func watched(by index: Int, among some: Set<Int>) -> [Int] {
    guard !some.isEmpty else { return [] }
    var isWatching = false
    var found: Set<Int> = []
    for link in work.graph.predecessors(of: index) where link.role == .watch {
      isWatching = true
      if work.graph.isJunction(link.index) {
        let members = work.graph.predecessors(of: link.index).map(\.index)
        found.formUnion(members.filter(some.contains))
      } else if some.contains(link.index) {
        found.insert(link.index)
      }
    }
    return (isWatching ? found : some.subtracting([index])).sorted()
  }

  private func references(_ indices: [Int]) -> [String] {
    indices.map { work.resources[$0].declaration.reference.description }
  }
}

extension OwedRefresh {
  /// As it is told to whom it is owed.
  var asCause: Occasion.Cause {
    Occasion.Cause(
      reference: cause.description, run: run,
      changes: (try? Value(json: changes.utf8)) ?? .list([]))
  }

  /// What changed, as the ledger keeps it for those who are told; at most 64 KiB.
  static func text(of changes: [Change]) -> String {
    let told = changes.map { change in
      Value.record([
        "attribute": .text(change.attribute),
        "from": change.isSensitive && change.from != .null ? "(sensitive)" : change.from.told,
        "to": change.isSensitive && change.to != .null ? "(sensitive)" : change.to.told,
      ])
    }
    let text = Value.list(told).jsonText()
    return text.utf8.count <= 65_536 ? text : "[]"
  }
}

extension Value {
  /// What can be written down: no secret, and no bytes.
  fileprivate var told: Value {
    switch self {
    case .sensitive: "(sensitive)"
    case .unknown: .null
    case .bytes(let bytes): .text("\(bytes.count) bytes, \(Digest(of: bytes))")
    case .list(let elements): .list(elements.map(\.told))
    case .mapping(let members): .mapping(members.map { Member($0.key, $0.value.told) })
    default: self
    }
  }
}
