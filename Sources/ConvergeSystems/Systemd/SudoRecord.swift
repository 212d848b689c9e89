package import ConvergeCore

/// A line that sudo itself wrote to the journal: `anna : TTY=… ; PWD=… ; USER=root ; COMMAND=…`
/// (sudoers(5), Event logging).
package struct SudoRecord: Sendable {
  package static let fields = [
    "MESSAGE", "_PID", "_UID", "_AUDIT_LOGINUID", "_SYSTEMD_UNIT", "SYSLOG_PID",
  ]

  package let acting: ActingCommand
  package let sighted: SightedCommand

  /// - Returns: nil for other lines, and for commands that act on nothing.
  package init?(_ entry: JournalEntry) {
    let message = Array((entry["MESSAGE"] ?? "").utf8)
    let mark = Array(" ; COMMAND=".utf8)
    guard
      let place = message.indices.last(where: { message[$0...].starts(with: mark) }),
      let pid = entry["_PID"].flatMap({ Int32($0) })
    else { return nil }
    let words = message[(place + mark.count)...].split(separator: UInt8(ascii: " "))
    let command = words.map { String(decoding: $0, as: UTF8.self) }
    guard let acting = ActingCommand(["sudo"] + command) else { return nil }
    self.acting = acting
    var process = SightedProcess(pid: pid, name: "sudo", source: .journal)
    process.commandLine = ShownArguments.text(
      of: Array((["sudo"] + command).joined(separator: "\0").utf8))
    // sudo runs as root by then; who started it is the name at the line's beginning, which it may be
    // told in no other way.
    process.user = nil
    process.loginUser = entry["_AUDIT_LOGINUID"].flatMap { UInt32($0) }
    process.unit = entry["_SYSTEMD_UNIT"]
    sighted = SightedCommand(process, atWallNanoseconds: entry.wallMicroseconds * 1000)
    let name = message.prefix { $0 != UInt8(ascii: ":") }
    user = String(decoding: name, as: UTF8.self).split(separator: " ").joined(separator: " ")
  }

  /// Who started it, by its own word.
  package let user: String
}
