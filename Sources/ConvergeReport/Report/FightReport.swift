/// Somebody changes a resource back each time that it is corrected.
package struct FightReport: ReportedRecord {
  /// In a row, with the one that the report tells of.
  package var corrections = 0
  package var restSeconds = 0

  package init() {}

  static let summary = "Somebody changes it back each time that it is corrected."
  static let fields: [Field<FightReport>] = [
    Field("corrections", \.corrections, "How many corrections in a row did not last."),
    Field(
      "rest_seconds", \.restSeconds,
      "For how long it is then left alone at the most, before it is corrected again."),
  ]
}
