internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeGraph
internal import ConvergeLedger
internal import ConvergeReport

extension Report {
  /// What a run found and did, for people and programs.
  init(_ run: Run, of work: Work, manifest: ManifestReport, host: HostReport) {
    self.init()
    self.run = run.id.description
    verb = Report.Verb(rawValue: run.verb.rawValue) ?? .plan
    self.manifest = manifest
    self.host = host
    started = Timestamp(seconds: run.started.wallNanoseconds / 1_000_000_000).description
    durationMilliseconds = run.duration.milliseconds
    isInterrupted = run.isInterrupted
    resources = run.results.map { ResourceReport($0, of: work.resources[$0.index]) }
    edges = Self.edges(of: work.graph, among: run.results)
    owed = Self.owed(run.owed, work)
    notSelected = run.notSelectedCount
    released =
      run.released.map(\.description)
      + run.releasedAttributes.map { "\($0.reference) \($0.attribute)" }
    messages = run.messages
  }

  /// Those between resources of the run, and the patterns behind them.
  private static func edges(of graph: Graph, among results: [ResourceResult]) -> [EdgeReport] {
    let count = graph.vertices.count
    var places = [Int](repeating: -1, count: count + graph.junctions.count)
    for (place, result) in results.enumerated() { places[result.index] = place }
    for index in graph.junctions.indices { places[count + index] = results.count + index }
    return graph.edges.compactMap { edge in
      let (from, to) = (places[edge.from], places[edge.to])
      guard from >= 0, to >= 0 else { return nil }
      return EdgeReport(from: from, to: to, role: EdgeReport.Role(edge.role))
    }
  }

  /// One entry for each target, with all that it is owed for.
  private static func owed(_ refreshes: [OwedRefresh], _ work: Work) -> [OwedReport] {
    var order: [Identity] = []
    var entries: [Identity: OwedReport] = [:]
    for refresh in refreshes {
      if entries[refresh.target] == nil {
        order.append(refresh.target)
        var entry = OwedReport()
        entry.ref = refresh.targetReference.description
        entry.since = refresh.since
        entry.counts = work.resources.indices.contains {
          work.resources[$0].resource.identity == refresh.target && work.isSelected($0)
            && work.resources[$0].declaration.common.isEnforced
        }
        entries[refresh.target] = entry
      }
      entries[refresh.target]?.because.append(refresh.cause.description)
    }
    return order.compactMap { entries[$0] }
  }
}

extension Report {
  /// Whether there is more to tell than that all is as it should be.
  var hasNews: Bool {
    result != .inSync || !messages.isEmpty
      || resources.contains { $0.outcome != .inSync || !$0.messages.isEmpty }
  }
}

extension EdgeReport.Role {
  init(_ role: Edge.Role) {
    self =
      switch role {
      case .require: .require
      case .subscribe: .subscribe
      case .after: .after
      case .watch: .watch
      }
  }
}

extension ResourceReport {
  fileprivate init(_ result: ResourceResult, of declared: DeclaredResource) {
    self.init()
    let declaration = declared.declaration
    ref = declaration.reference.description
    module = declaration.reference.module.isEmpty ? nil : declaration.reference.module
    description = declaration.common.description
    outcome = ConvergeReport.Outcome(rawValue: result.outcome.rawValue) ?? .unknown
    cause = result.cause.flatMap { ConvergeReport.Cause(rawValue: $0.rawValue) }
    location = LocationReport(declaration.place)
    let differences = result.differences.map { difference in
      ChangeReport(
        difference.change,
        cause: ConvergeReport.Cause(rawValue: difference.cause.rawValue) ?? .unknown)
    }
    // What is long comes last, so that nothing hides behind it.
    changes = differences.filter { $0.diff == nil } + differences.filter { $0.diff != nil }
    because = result.because.map(\.description)
    refresh = because.isEmpty ? nil : declared.resource.refreshWord
    skippedBecause = result.skippedBecause?.description
    likelyBecause = result.likelyBecause?.description
    failure = result.error.map { FailureReport($0) }
    hook = result.toldRun.map { HookRunReport($0) }
    durationMilliseconds = result.duration.milliseconds
    attempts = result.attempts
    waitsUntil = result.postponement
    messages = (result.uncertainty.map { [$0] } ?? []) + result.messages
    counts = !result.isIgnored && (!result.isRoutine || result.isFailure)
  }
}
