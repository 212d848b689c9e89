package import ConvergeReport

/// How long reports are kept: the ledger's history is the one store of them, which `history` and
/// `report` read.
package struct ReportRetention: Sendable, Equatable {
  /// At the most.
  package let runs: Int
  private let age: Duration

  package init(_ destinations: ReportDestinations) {
    runs = max(1, destinations.keptRuns)
    age = destinations.keptFor
  }

  /// Runs that began before it go, but for the newest few; as the history writes moments.
  package func oldest(at now: Timestamp) -> String {
    Timestamp(seconds: now.seconds - max(0, age.components.seconds)).description
  }
}
