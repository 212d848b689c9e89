internal import ConvergeCore
internal import ConvergeLedger
internal import ConvergeReport

/// When resources were last seen as declared: since then, somebody changed them.
struct LastSeen {
  /// How many runs are looked at: each is a report to be read.
  private static let runLimit = 20

  let ledger: any Ledger

  /// Tells it of every resource that differs and was applied before. What is kept no longer, or
  /// cannot be read, is left out.
  func fill(_ report: inout Report) async {
    var open = report.resources.indices.filter { isChanged(report.resources[$0]) }
    guard !open.isEmpty, let runs = try? await ledger.runs(limit: 1000) else { return }
    let name = report.manifest.name
    let applies = runs.filter { $0.manifest == name && $0.verb == Report.Verb.apply.rawValue }
    for run in applies.prefix(Self.runLimit) where !open.isEmpty {
      guard let text = try? await ledger.report(ofRun: run.id), let past = try? Report(json: text)
      else { continue }
      let seen = Set(past.resources.filter(isAsDeclared).map(\.ref))
      for index in open where seen.contains(report.resources[index].ref) {
        report.resources[index].since = past.started
      }
      open.removeAll { report.resources[$0].since != nil }
    }
  }

  private func isChanged(_ resource: ResourceReport) -> Bool {
    switch resource.cause {
    case .manifest, .host, .both, .source: true
    case .new, .refresh, .unknown, nil: false
    }
  }

  private func isAsDeclared(_ resource: ResourceReport) -> Bool {
    resource.outcome.family == .inSync || resource.outcome.family == .change
  }
}
