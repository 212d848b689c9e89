internal import ConvergeCore
internal import ConvergeReport

/// The end of a verb with a status other than success.
struct Stop: Error {
  let status: ExitStatus
  /// For standard error; nil where everything was said.
  let message: String?
  /// The same for a machine.
  let diagnostics: [DiagnosticReport]

  /// Everything was said to a person; `diagnostics` say it to a machine.
  init(_ status: ExitStatus, _ diagnostics: [DiagnosticReport] = []) {
    self.status = status
    message = nil
    self.diagnostics = diagnostics
  }

  /// With what to say, without `error:`.
  init(_ status: ExitStatus, _ message: String) {
    self.status = status
    self.message = "error: \(message)"
    diagnostics = [DiagnosticReport(error: message)]
  }

  /// Why it ended, for a place with room for one line; nil where that is not known.
  var line: String? { diagnostics.line ?? message }

  init(_ status: ExitStatus, _ error: HostError) { self.init(status, "\(error)") }
}
