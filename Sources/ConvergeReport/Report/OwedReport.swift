internal import ConvergeCore

/// A refresh that is owed.
package struct OwedReport: ReportedRecord {
  package var ref = ""
  /// RFC 3339, UTC.
  package var since = ""
  package var because: [String] = []
  /// False where its target is not selected or not enforced: listed, but no difference.
  package var counts = true

  package init() {}

  static let summary = "A refresh that is owed."
  static let fields: [Field<OwedReport>] = [
    Field("ref", \.ref, "Whom it is owed to."),
    Field("since", \.since, "Since when; RFC 3339, UTC."),
    Field("because", \.because, "The references whose changes owe it."),
    Field("counts", \.counts, "False: listed, but no difference."),
  ]
}
