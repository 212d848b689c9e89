internal import ConvergeCore

/// Who changed a host.
package struct ActorReport: ReportedRecord {
  package var process = ""
  package var user: String?
  package var pid: Int?
  /// RFC 3339, UTC.
  package var at: String?

  package init() {}

  static let summary = "Who changed the host."
  static let fields: [Field<ActorReport>] = [
    Field("process", \.process, "The program's name."),
    Field("user", \.user, "The account's name."),
    Field("pid", \.pid, "Its process id."),
    Field("at", \.at, "When; RFC 3339, UTC."),
  ]
}
