package import ConvergeCore

/// Why a hook's files are not there, so that nothing of it runs; the run stays owed.
package struct FetchFailure: Error, Sendable, Equatable {
  package enum Reason: String, Sendable {
    /// It did not come.
    case download
    /// Other content came than was asked for.
    case mismatch
    /// Its signature is missing, no good, or nobody's who may sign.
    case signature
    /// The policy of this host does not let this content run, signed or not.
    case policy
    /// This host would not hold it.
    case host
  }

  package let reason: Reason
  /// The file's name in the run's directory.
  package let file: String
  package let error: HostError

  package init(_ reason: Reason, _ file: String, _ error: HostError) {
    self.reason = reason
    self.file = file
    self.error = error
  }
}
