internal import ConvergeCore
package import ConvergeReport

/// What the agent tells Prometheus, in the text format (version 0.0.4): of the last run, and counted
/// since it started.
package struct Metrics: Sendable {
  /// What is told of a run; the report itself is not kept, it is as large as the manifest.
  private struct Last {
    let manifest: String
    let seconds: Int64
    let durationSeconds: Double
    let isSuccess: Bool
    let outcomes: [(name: String, count: Int)]
    let drifted: Int
    let failed: Int
    let owed: Int

    init(_ report: Report, at seconds: Int64) {
      self.seconds = seconds
      manifest = report.manifest.name
      durationSeconds = report.durationMilliseconds / 1000
      isSuccess = [.inSync, .changed, .differs].contains(report.result)
      outcomes = report.summary.counts.map { ($0.outcome.rawValue, $0.count) }
      drifted = report.resources.count(where: \.isChangedFromOutside)
      failed = report.resources.count {
        $0.counts && [.failure, .skip].contains($0.outcome.family)
      }
      owed = report.owed.count
    }
  }

  package var mode: AgentMode
  private var last: Last?
  private var lastSuccess: Int64?
  private var runs: [Report.Result: Int] = [:]
  private var corrected = 0
  /// How many reports wait for the webhook.
  package var spooled = 0
  /// How many it never got.
  package var dropped = 0
  package var failedPosts = 0

  package init(mode: AgentMode) { self.mode = mode }

  /// Takes in a run.
  ///
  /// - Parameter isWhole: false for a check of a few resources between two runs of all.
  package mutating func note(_ report: Report, isWhole: Bool = true) {
    let seconds = Timestamp(report.started)?.seconds ?? 0
    if isWhole {
      last = Last(report, at: seconds)
      if report.exitStatus() == 0 { lastSuccess = seconds }
      runs[report.result, default: 0] += 1
    }
    corrected += report.resources.count {
      $0.isChangedFromOutside && $0.outcome.family == .change && report.verb == .apply
    }
  }

  /// All of them, with a line break at the end.
  package var text: String {
    var page = MetricsPage()
    let version = [("version", ownVersion), ("mode", mode.rawValue)]
    page.add("converge_info", .gauge, "The agent's version and mode.", [(version, 1)])
    if let last { add(last, to: &page) }
    if let lastSuccess {
      page.add(
        "converge_last_success_timestamp_seconds", .gauge,
        "When the last run without failures began.",
        [([], Double(lastSuccess))])
    }
    page.add(
      "converge_runs_total", .counter, "Runs since the agent started, by result.",
      Report.Result.allCases.map { ([("result", $0.rawValue)], Double(runs[$0, default: 0])) })
    page.add(
      "converge_corrected_total", .counter,
      "Resources that somebody had changed, put right since the agent started.",
      [([], Double(corrected))])
    page.add(
      "converge_webhook_spooled", .gauge, "Reports that wait for the webhook.",
      [([], Double(spooled))])
    page.add(
      "converge_webhook_dropped_total", .counter, "Reports that the webhook never got.",
      [([], Double(dropped))])
    page.add(
      "converge_webhook_failures_total", .counter, "Attempts to reach the webhook that failed.",
      [([], Double(failedPosts))])
    return page.text
  }

  private func add(_ last: Last, to page: inout MetricsPage) {
    let name = [("manifest", last.manifest)]
    func one(_ metric: String, _ help: String, _ value: Double) {
      page.add("converge_\(metric)", .gauge, help, [(name, value)])
    }
    one("last_run_timestamp_seconds", "When the last run began.", Double(last.seconds))
    one("last_run_duration_seconds", "How long the last run took.", last.durationSeconds)
    one(
      "last_run_success", "Whether nothing failed in the last run: 1 or 0.",
      last.isSuccess ? 1 : 0)
    page.add(
      "converge_resources", .gauge, "Resources of the last run, by outcome.",
      last.outcomes.map { (name + [("outcome", $0.name)], Double($0.count)) })
    one(
      "resources_drifted", "Resources that the last run found changed by somebody else.",
      Double(last.drifted))
    one(
      "resources_failed", "Resources that failed or were skipped in the last run.",
      Double(last.failed))
    one("owed_refreshes", "Refreshes that are owed after the last run.", Double(last.owed))
  }
}
