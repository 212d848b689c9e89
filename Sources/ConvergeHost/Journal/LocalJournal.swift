internal import CSystemd
package import ConvergeCore
internal import Glibc

/// Reads the system's journal (sd-journal(3)).
package enum LocalJournal {
  /// What is longer of a field is cut, in bytes.
  private static let fieldLimit = 4096
  /// No more is read after so many milliseconds.
  private static let patience: Int64 = 250

  /// The last entries before a moment, the newest first; none where there is no journal, or none that
  /// we may read.
  ///
  /// - Parameters:
  ///   - matches: `FIELD=value`; an entry must have all of them.
  ///   - from, until: since 1970, in microseconds; `until` is not within.
  package static func entries(
    _ matches: [String], _ fields: [String], from: Int64, until: Int64, limit: Int
  ) -> [JournalEntry] {
    guard csystemd_load() == nil, until > from else { return [] }
    var opened: OpaquePointer?
    guard csystemd_journal_open(&opened, fieldLimit) >= 0, let journal = opened else { return [] }
    defer { csystemd_journal_close(journal) }
    for match in matches where csystemd_journal_match(journal, match, match.utf8.count) < 0 {
      return []
    }
    guard csystemd_journal_seek(journal, UInt64(max(0, until))) >= 0 else { return [] }
    let deadline = Monotonic.milliseconds() + patience
    var entries: [JournalEntry] = []
    while entries.count < limit, Monotonic.milliseconds() < deadline,
      csystemd_journal_previous(journal) > 0
    {
      var moment: UInt64 = 0
      guard csystemd_journal_get_moment(journal, &moment) >= 0 else { break }
      let wall = Int64(clamping: moment)
      // The place that was sought may be one entry too far.
      if wall >= until { continue }
      if wall < from { break }
      entries.append(
        JournalEntry(wallMicroseconds: wall, fields: content(of: fields, in: journal)))
    }
    return entries
  }

  private static func content(
    of fields: [String], in journal: OpaquePointer
  ) -> [String: String] {
    var content: [String: String] = [:]
    for field in fields {
      var data: UnsafeRawPointer?
      var length = 0
      guard csystemd_journal_get(journal, field, &data, &length) >= 0, let data else { continue }
      let bytes = UnsafeRawBufferPointer(start: data, count: min(length, fieldLimit))
      // `FIELD=value`
      content[field] = String(decoding: bytes.dropFirst(field.utf8.count + 1), as: UTF8.self)
    }
    return content
  }
}
