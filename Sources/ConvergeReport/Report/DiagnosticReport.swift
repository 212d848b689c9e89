package import ConvergeCore

/// A warning about the manifest.
package struct DiagnosticReport: ReportedRecord {
  package var severity = ""
  package var message = ""
  package var location: LocationReport?
  package var hint: String?

  package init() {}

  package init(_ diagnostic: Diagnostic) {
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
    location = diagnostic.place.map { LocationReport($0) }
    hint = diagnostic.hint
  }

  static let summary = "A warning about the manifest."
  static let fields: [Field<DiagnosticReport>] = [
    Field("severity", \.severity, "error, warning or note."),
    Field("message", \.message, "What is wrong."),
    Field("location", \.location, "Where."),
    Field("hint", \.hint, "What would be right."),
  ]
}

extension DiagnosticReport {
  /// As a plain value, for formats that are written elsewhere.
  package var plainValue: Value { value }
}
