package import ConvergeCore

/// A problem of a manifest, or what kept a run from taking place.
package struct DiagnosticReport: ReportedRecord {
  package var severity = ""
  package var message = ""
  package var location: LocationReport?
  package var hint: String?
  package var related: [RelatedReport] = []

  package init() {}

  package init(_ diagnostic: Diagnostic) {
    severity = diagnostic.severity.rawValue
    message = diagnostic.message
    location = diagnostic.place.map { LocationReport($0) }
    hint = diagnostic.hint
    related = diagnostic.related.map { RelatedReport($0) }
  }

  /// An error that has no place in a manifest.
  package init(error message: String) {
    severity = Diagnostic.Severity.error.rawValue
    self.message = message
  }

  /// Whether nothing can be run with it.
  package var isError: Bool { severity == Diagnostic.Severity.error.rawValue }

  /// For a place with room for one line: where it is, what is wrong, and what would be right.
  package var line: String {
    let place = location.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    return place + message + (hint.map { ": \($0)" } ?? "")
  }

  static let summary = "A problem of a manifest, or what kept the run from taking place."
  static let fields: [Field<DiagnosticReport>] = [
    Field("severity", \.severity, "error, warning or note."),
    Field("message", \.message, "What is wrong."),
    Field("location", \.location, "Where."),
    Field("hint", \.hint, "What would be right."),
    Field("related", \.related, "Other places that belong to it."),
  ]
}

extension Collection<DiagnosticReport> {
  /// The first error, and how many there are besides, in one line; nil where there is none.
  package var line: String? {
    let errors = filter(\.isError)
    guard let first = errors.first else { return nil }
    let others = errors.count - 1
    return others == 0 ? first.line : "\(first.line) (and \(others) more)"
  }
}
