package import ConvergeCore

/// What failed.
package struct FailureReport: ReportedRecord {
  /// Not found, denied, …: `HostError.Reason`.
  package var reason = ""
  package var operation = ""
  package var subject = ""
  package var because = ""
  package var remedy: String?

  package init() {}

  package init(_ error: HostError) {
    reason = error.reason.rawValue
    operation = error.operation
    subject = error.subject
    because = error.because
    remedy = error.remedy
  }

  static let summary = "What failed."
  static let fields: [Field<FailureReport>] = [
    Field("reason", \.reason, "A word for its class: not_found, denied, timed_out, …"),
    Field("operation", \.operation, "What was tried."),
    Field("subject", \.subject, "On what."),
    Field("because", \.because, "Why it failed."),
    Field("remedy", \.remedy, "What to do about it."),
  ]
}
