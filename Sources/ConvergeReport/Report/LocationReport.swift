package import ConvergeCore

/// Where something is declared.
package struct LocationReport: ReportedRecord {
  package var file = ""
  package var line = 1
  package var column = 1

  package init() {}

  package init(_ place: Place) {
    file = place.file
    line = place.line
    column = place.column
  }

  static let summary = "Where something is declared; lines and columns count from one."
  static let fields: [Field<LocationReport>] = [
    Field("file", \.file, "As the user named it."),
    Field("line", \.line, "From one."),
    Field("column", \.column, "From one, in characters."),
  ]
}
