package import ConvergeCore

/// Who changed a host, as far as that is known; never a guess.
package struct ActorReport: ReportedRecord {
  /// Empty where nobody is named.
  package var process = ""
  package var user: String?
  package var pid: Int?
  /// RFC 3339, UTC.
  package var at: String?
  package var executable: String?
  /// Bounded, without what looks like a secret.
  package var command: String?
  package var loginUser: String?
  package var unit: String?
  package var container: String?
  /// How it is known.
  package var known: String?
  /// Why nobody is named.
  package var unknown: String?
  /// Of a file that nobody was seen to change: what the file itself says. RFC 3339, UTC.
  package var modified: String?
  package var owner: String?
  package var package: String?
  /// What systemd, the journal or the engine says of it, as a clause.
  package var told: String?
  /// What ran about then and names what changed; not that it did it.
  package var commands: [CommandReport]?

  package init() {}

  /// As a plain value, for what is no report.
  package var plainValue: Value { value }

  static let summary = "Who changed the host."
  static let fields: [Field<ActorReport>] = [
    Field("process", \.process, "The program's name; empty where nobody is named."),
    Field("user", \.user, "The account's name."),
    Field("pid", \.pid, "Its process id."),
    Field("at", \.at, "When; RFC 3339, UTC."),
    Field(optional: "executable", \.executable, "The program's path."),
    Field(optional: "command", \.command, "Its arguments, cut, without what looks secret."),
    Field(optional: "login_user", \.loginUser, "Who logged in, whatever su or sudo made of it."),
    Field(optional: "unit", \.unit, "The systemd unit that it belongs to."),
    Field(optional: "container", \.container, "The container's id, where it ran in one."),
    Field(optional: "known", \.known, "How it is known."),
    Field(optional: "unknown", \.unknown, "Why nobody is named, or what is known instead."),
    Field(optional: "modified", \.modified, "When the file says it was last modified."),
    Field(optional: "owner", \.owner, "Whom the file belongs to."),
    Field(optional: "package", \.package, "The package that the file is of."),
    Field(optional: "told", \.told, "What systemd, the journal or the engine says of it."),
    Field(
      optional: "commands", \.commands,
      "What ran about then and names what changed; nothing says that it did it."),
  ]
}
