internal import ConvergeCore

/// The end of a verb with a status other than success.
struct Stop: Error {
  let status: ExitStatus
  /// For standard error; nil where everything was said.
  let message: String?

  /// Everything was said.
  init(_ status: ExitStatus) {
    self.status = status
    message = nil
  }

  /// With what to say, without `error:`.
  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = "error: \(message)"
  }

  init(_ status: ExitStatus, _ error: HostError) { self.init(status, "\(error)") }
}
