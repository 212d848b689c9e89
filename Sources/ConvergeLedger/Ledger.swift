package import ConvergeCore

/// What converge remembers of a host between runs: what it last left there, what it is about to
/// change, which refreshes it owes, and the reports of earlier runs.
///
/// One writer at a time (the run lock sees to it); any number of readers.
package protocol Ledger: Sendable {
  /// What is remembered for a manifest, and of the other manifests of this host what concerns it.
  func snapshot(forManifest name: String) async throws(HostError) -> LedgerSnapshot
  /// Makes all of `changes` or none.
  ///
  /// - Parameter durably: return only when they survive a power cut. Otherwise they survive the
  ///   end of the process, and a power cut may drop the last of them, never one before another.
  func commit(_ changes: [LedgerChange], durably: Bool) async throws(HostError)
  /// Earlier runs, newest first.
  func runs(limit: Int) async throws(HostError) -> [RunRecord]
  /// The JSON text of a run's report, its shared ending included; nil where no such run is kept.
  func report(ofRun id: String) async throws(HostError) -> String?
  /// Whether a kept run has an ending of that name, so that the next one need not bring its text.
  func hasEnding(_ name: String) async throws(HostError) -> Bool
}
