internal import ConvergeCore

/// The manifest of a run.
package struct ManifestReport: ReportedRecord {
  package var name = ""
  package var path = ""
  /// Of the file itself, in hexadecimal; nil where it was not kept.
  package var sha256: String?

  package init() {}

  /// What a person calls it.
  var title: String { name.isEmpty ? path : name }

  static let summary = "The manifest of a run."
  static let fields: [Field<ManifestReport>] = [
    Field("name", \.name, "Its name in the ledger; empty where it could not be read."),
    Field("path", \.path, "As the user gave it; - is standard input."),
    Field("sha256", \.sha256, "Of the file itself."),
  ]
}
