/// Where the agent's reports go, besides the ledger's history.
package struct ReportDestinations: Sendable, Equatable {
  package struct Webhook: Sendable, Equatable {
    /// `https://…`, or `http://…` to this machine.
    package var url: String
    /// Of one attempt.
    package var timeout: Duration

    package init(url: String, timeout: Duration = .seconds(10)) {
      self.url = url
      self.timeout = timeout
    }
  }

  /// How many runs the history keeps at the most.
  package var keptRuns = 200
  /// For how long it keeps them.
  package var keptFor: Duration = .seconds(30 * 86_400)
  /// Whether what happened goes to the journal, with structured fields.
  package var journal = true
  /// Metrics for node_exporter's textfile collector; nil: none.
  package var textfile: String?
  /// `127.0.0.1:9598`, where metrics are served; nil: nowhere.
  package var listen: String?
  package var webhook: Webhook?

  package init() {}
}
