internal import ConvergeCore

/// A second place that belongs to a problem.
package struct RelatedReport: ReportedRecord {
  package var message = ""
  package var location = LocationReport()

  package init() {}

  init(_ related: Diagnostic.Related) {
    message = related.message
    location = LocationReport(related.place)
  }

  static let summary = "A second place that belongs to a problem."
  static let fields: [Field<RelatedReport>] = [
    Field("message", \.message, "What is there."),
    Field("location", \.location, "Where."),
  ]
}
