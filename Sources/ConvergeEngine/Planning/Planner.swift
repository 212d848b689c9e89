internal import ConvergeCore
internal import ConvergeGraph
internal import ConvergeLedger

/// Decides what a run has to do, resource by resource in the order of the graph, against the host
/// as it will be when each one's turn comes. Pure: everything was read before.
struct Planner {
  let judge: Judge
  /// The roster of each selected resource.
  let rosters: [Int: any Members]

  private var predicted: PredictedHost
  private var upstream: Upstream
  /// For each resource that will fail or be skipped: the failure behind it.
  private var failures: [Int: Int] = [:]
  /// Resources that will have changed, for those that subscribe to them.
  private var changes: Set<Int> = []
  /// Resources of which only the apply will tell.
  private var openChanges: Set<Int> = []
  /// For whose changes each thing is owed a refresh already.
  private let owed: [Identity: [Reference]]
  /// Those that wait for a window, among `failures`, with why.
  private var postponed: [Int: String] = [:]
  /// Those that will fail, in order.
  private var failed: [Int] = []
  private var happenings: Happenings
  /// After it nothing more is begun.
  private var stoppedBy: Int?

  private var work: Work { judge.work }

  init(judge: Judge, rosters: [Int: any Members]) {
    self.judge = judge
    self.rosters = rosters
    owed = Dictionary(grouping: judge.snapshot.owed, by: \.target).mapValues { $0.map(\.cause) }
    predicted = PredictedHost(declared: judge.work.declared)
    upstream = Upstream(judge.work.graph)
    happenings = Happenings(judge.work)
  }

  /// One result for each selected resource, in order.
  mutating func results() -> [ResourceResult] {
    var results: [ResourceResult] = []
    results.reserveCapacity(rosters.count)
    for index in work.graph.order where work.isSelected(index) {
      results.append(result(of: index))
    }
    return results
  }

  private mutating func result(of index: Int) -> ResourceResult {
    guard let roster = rosters[index] else { preconditionFailure("no roster for \(index)") }
    let event = roster.kind.hasOccasions ? roster.event(of: index) : .change
    let stop = event.comesLast ? nil : stoppedBy
    if let root = upstream.failure(before: index, among: failures) ?? stop {
      failures[index] = root
      return .withoutTurn(index, because: root, postponed[root], in: work)
    }
    let occasion = roster.kind.hasOccasions ? occasion(of: index, event) : Occasion()
    var (verdict, result): (Verdict, ResourceResult) =
      judge.judge(index, roster, in: predicted, on: occasion)
    happenings.take(result)
    if result.outcome == .willFail {
      result.likelyBecause = likelyCause(of: result, after: failed, in: work)
      failed.append(index)
      if !result.isIgnored { failures[index] = index }
      if work.resources[index].stopsRun { stoppedBy = index }
      return result
    }
    if let why = result.postponement {
      failures[index] = index
      postponed[index] = why
      return result
    }
    guard work.resources[index].declaration.common.isEnforced else { return result }
    take(verdict, of: index, result.outcome, roster)
    if !roster.kind.hasOccasions { addRefresh(to: &result, of: index, roster) }
    return result
  }

  /// Predicts what comes of it for those that follow.
  private mutating func take(
    _ verdict: Verdict, of index: Int, _ outcome: Outcome, _ roster: any Members
  ) {
    guard verdict.action != nil, outcome != .inSync else { return }
    predicted.take(
      roster.predictions(of: index, for: verdict), hasOpenEffects: roster.kind.hasOpenEffects)
    // Whether a hook's run is a change for others only its exit status tells.
    let isCertain = !verdict.changes.isEmpty && !roster.kind.hasOccasions
    if outcome.isChange || (outcome == .wouldRun && isCertain) {
      changes.insert(index)
    } else {
      openChanges.insert(index)
    }
  }

  /// What will have happened by its turn.
  private mutating func occasion(of index: Int, _ event: Event) -> Occasion {
    let sources = upstream.changes(before: index, among: changes, openChanges)
    let owed = judge.snapshot.owed.filter { $0.target == work.resources[index].vertex.identity }
    var causes = owed.map(\.asCause)
    for source in sources.certain {
      let reference = work.resources[source].declaration.reference.description
      if causes.contains(where: { $0.reference == reference }) { continue }
      causes.append(Occasion.Cause(reference: reference, run: ""))
    }
    var occasion = happenings.occasion(of: index, waitingFor: event, causes: causes)
    occasion.isOpen = sources.isOpen
    occasion.isPlan = true
    return occasion
  }

  private mutating func addRefresh(
    to result: inout ResourceResult, of index: Int, _ roster: any Members
  ) {
    let sources = upstream.changes(before: index, among: changes, openChanges)
    var because = owed.isEmpty ? [] : owed[work.resources[index].vertex.identity] ?? []
    guard !because.isEmpty || !sources.certain.isEmpty || sources.isOpen,
      case .success(let reading) = roster.reading(of: index), reading.isRefreshable
    else { return }
    var known = Set(because)
    for source in sources.certain {
      let reference = work.resources[source].declaration.reference
      if known.insert(reference).inserted { because.append(reference) }
    }
    result.because = because
    guard result.outcome == .inSync else { return }
    if because.isEmpty {
      result.outcome = .unknown
      result.uncertainty = "it is refreshed if what it subscribes to changes"
      openChanges.insert(index)
    } else if let why = judge.postponementOfRefresh(index) {
      result.outcome = .deferred
      result.postponement = why
    } else {
      result.outcome = roster.kind.runsAlone ? .wouldRun : .wouldRefresh
      changes.insert(index)
    }
  }
}

/// Something missing, after something of an earlier phase failed, is likely missing for that.
func likelyCause(of result: ResourceResult, after failed: [Int], in work: Work) -> Reference? {
  guard result.error?.reason == .notFound else { return nil }
  let phase = work.graph.phase(of: result.index)
  return failed.first { work.graph.phase(of: $0) < phase }
    .map { work.resources[$0].declaration.reference }
}

extension ResourceResult {
  /// What has no turn: it waits for a window with what it builds on, or is skipped.
  ///
  /// - Parameter postponement: why its root waits; nil: its root failed.
  static func withoutTurn(
    _ index: Int, because root: Int, _ postponement: String?, in work: Work
  ) -> ResourceResult {
    let reference = work.resources[root].declaration.reference
    var result = ResourceResult(index, postponement == nil ? .skipped : .deferred)
    if let postponement {
      result.postponement = postponement
      result.messages = ["it builds on \(reference), which waits"]
    } else {
      result.skippedBecause = reference
    }
    return result
  }
}

extension Event {
  /// Whether it comes however the run went: also after it was stopped.
  var comesLast: Bool { self == .failure || self == .end }
}

extension DeclaredResource {
  /// Whether nothing more is begun where it fails: that of a hook of the start would have come
  /// first.
  var stopsRun: Bool {
    let policy = declaration.common.onFailure
    return policy == .stop || (policy == .continue && resource.event == .start)
  }
}

extension Verdict.Action {
  var wouldOutcome: Outcome {
    switch self {
    case .create: .wouldCreate
    case .update: .wouldUpdate
    case .remove: .wouldRemove
    case .replace: .wouldReplace
    case .run: .wouldRun
    }
  }

  var doneOutcome: Outcome {
    switch self {
    case .create: .created
    case .update: .updated
    case .remove: .removed
    case .replace: .replaced
    case .run: .ran
    }
  }
}
