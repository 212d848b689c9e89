package import ConvergeCore

/// Problems alone, for verbs that have no report.
package struct ProblemsReport: ReportedRecord {
  package var version = 1
  package var diagnostics: [DiagnosticReport] = []

  package init() {}

  package init(_ diagnostics: [DiagnosticReport]) { self.diagnostics = diagnostics }

  /// As a plain value, for the formats that write it.
  package var plainValue: Value { value }

  static let summary = "Problems of manifests."
  static let fields: [Field<ProblemsReport>] = [
    Field("converge", \.version, "The version of this shape: 1."),
    Field("diagnostics", \.diagnostics, "In the order in which they were found."),
  ]
}
