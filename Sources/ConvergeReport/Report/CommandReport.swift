/// A command that was seen to run about when something changed, and that names it.
package struct CommandReport: ReportedRecord {
  /// Bounded, without what looks like a secret.
  package var command = ""
  package var pid: Int?
  package var user: String?
  package var loginUser: String?
  package var unit: String?
  package var container: String?
  /// RFC 3339, UTC.
  package var at: String?
  package var known: String?

  package init() {}

  static let summary = "A command that ran about then and names what changed."
  static let fields: [Field<CommandReport>] = [
    Field("command", \.command, "With its arguments, cut, without what looks secret."),
    Field("pid", \.pid, "Its process id."),
    Field("user", \.user, "The account's name."),
    Field("at", \.at, "When it began; RFC 3339, UTC."),
    Field(optional: "login_user", \.loginUser, "Who logged in, whatever su or sudo made of it."),
    Field(optional: "unit", \.unit, "The systemd unit that it belongs to."),
    Field(optional: "container", \.container, "The container's id, where it ran in one."),
    Field(optional: "known", \.known, "How it is known."),
  ]
}
