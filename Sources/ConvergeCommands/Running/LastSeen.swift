internal import ConvergeCore
internal import ConvergeLedger
internal import ConvergeReport

/// What the history knows of resources that differ: when they were last seen as declared — since
/// then, somebody changed them — and how often that happened before.
///
/// Nothing is read where nothing differs, and no kept report twice.
struct LastSeen {
  /// How many runs are looked at for the one, and for the other: each is a report to be read.
  private static let (runLimit, incidentLimit) = (20, 50)

  let ledger: any Ledger

  /// Tells it of every resource that differs and was applied before. What is kept no longer, or
  /// cannot be read, is left out.
  ///
  /// - Parameter howOften: whether it is counted, too.
  func fill(_ report: inout Report, howOften: Bool = false) async {
    var open = report.resources.indices.filter { Self.isChanged(report.resources[$0]) }
    guard !open.isEmpty, let runs = try? await ledger.runs(limit: 1000) else { return }
    let name = report.manifest.name
    let applies = runs.filter { $0.manifest == name && $0.verb == Report.Verb.apply.rawValue }
    var recurrence = howOften ? Recurrence(report, limit: Self.incidentLimit) : nil
    for (place, run) in applies.enumerated() {
      let isSought = place < Self.runLimit && !open.isEmpty
      let isCounted = recurrence?.isOpen ?? false
      guard isSought || isCounted else { break }
      guard isSought || run.hasIncidents else {
        recurrence?.passOver(run)
        continue
      }
      guard let text = try? await ledger.report(ofRun: run.id), let past = try? Report(json: text)
      else { continue }
      recurrence?.look(at: past)
      guard isSought else { continue }
      let seen = Set(past.resources.filter(isAsDeclared).map(\.ref))
      for index in open where seen.contains(report.resources[index].ref) {
        report.resources[index].since = past.started
      }
      open.removeAll { report.resources[$0].since != nil }
    }
    recurrence?.fill(&report)
  }

  /// The same where everything was as declared in a run that is known.
  static func fill(_ report: inout Report, asOf started: String) {
    for index in report.resources.indices where isChanged(report.resources[index]) {
      report.resources[index].since = started
    }
  }

  private static func isChanged(_ resource: ResourceReport) -> Bool {
    switch resource.cause {
    case .manifest, .host, .both, .source: true
    case .new, .refresh, .unknown, nil: false
    }
  }

  private func isAsDeclared(_ resource: ResourceReport) -> Bool {
    resource.outcome.family == .inSync || resource.outcome.family == .change
  }
}
