/// How often a resource was changed from outside, as far as the history goes back.
package struct RecurrenceReport: ReportedRecord {
  package var times = 0
  package var runs = 0
  /// RFC 3339, UTC.
  package var since = ""

  package init() {}

  static let summary = "How often it was changed from outside, as far as the history goes back."
  static let fields: [Field<RecurrenceReport>] = [
    Field(
      "times", \.times, "In how many kept runs it had been changed by the host, this one left out."),
    Field("runs", \.runs, "How many kept runs of the manifest were looked at."),
    Field("since", \.since, "When the oldest of them began; RFC 3339, UTC."),
  ]
}
