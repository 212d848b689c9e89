internal import ConvergeAgent
internal import ConvergeReport

extension AgentStatus.Pass {
  /// A pass at a glance.
  init(_ report: Report) {
    self.init()
    run = report.run
    started = report.started
    durationMilliseconds = report.durationMilliseconds
    result = report.result.rawValue
    let summary = report.summary
    total = summary.total
    drifted = summary.count(of: .drifted)
    changed = report.resources.count { $0.outcome.family == .change }
    failed = report.resources.count { [.failure, .skip].contains($0.outcome.family) && $0.counts }
    deferred = summary.count(of: .deferred)
    owed = report.owed.count
  }
}
