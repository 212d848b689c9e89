/// An entry of the journal, with the fields that were asked for (systemd.journal-fields(7)).
package struct JournalEntry: Sendable, Hashable {
  /// When journald received it; since 1970.
  package let wallMicroseconds: Int64
  package let fields: [String: String]

  package init(wallMicroseconds: Int64, fields: [String: String]) {
    self.wallMicroseconds = wallMicroseconds
    self.fields = fields
  }

  package subscript(field: String) -> String? { fields[field] }
}
