/// An entry of the systemd journal, with fields of its own (systemd.journal-fields(7)).
package struct JournalRecord: Sendable, Equatable {
  /// As syslog counts them.
  package enum Priority: Int, Sendable { case error = 3, warning, notice, information }

  /// How long a value may be; the rest is cut, and a datagram always fits a socket's buffer.
  private static let limitBytes = 4096

  package let message: String
  package let priority: Priority
  /// 128 bits that say what kind of entry it is, the same for ever.
  package let messageID: String
  /// Names of capital letters, digits and `_`.
  package private(set) var fields: [(name: String, value: String)]

  package init(
    _ message: String, _ priority: Priority, id: String,
    _ fields: [(name: String, value: String?)]
  ) {
    self.message = message
    self.priority = priority
    messageID = id
    self.fields = fields.compactMap { field in field.value.map { (field.name, $0) } }
  }

  package static func == (left: JournalRecord, right: JournalRecord) -> Bool {
    left.datagram == right.datagram
  }

  /// In the native protocol of journald (systemd, docs/JOURNAL_NATIVE_PROTOCOL): a value with a line
  /// break stands behind its length, so that no value can begin another field.
  package var datagram: [UInt8] {
    let all =
      [
        ("MESSAGE", message), ("PRIORITY", "\(priority.rawValue)"), ("MESSAGE_ID", messageID),
        ("SYSLOG_IDENTIFIER", "converge"),
      ] + fields.map { ($0.name, $0.value) }
    return all.flatMap { name, value in Self.encoded(name, Self.cut(value)) }
  }

  private static func encoded(_ name: String, _ value: String) -> [UInt8] {
    let bytes = Array(value.utf8)
    guard bytes.contains(0x0A) else { return Array(name.utf8) + [0x3D] + bytes + [0x0A] }
    let length = withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { Array($0) }
    return Array(name.utf8) + [0x0A] + length + bytes + [0x0A]
  }

  private static func cut(_ value: String) -> String {
    guard value.utf8.count > limitBytes else { return value }
    var shown = value[...]
    while shown.utf8.count > limitBytes { shown = shown.prefix(shown.count * 3 / 4) }
    return shown + "…"
  }
}
