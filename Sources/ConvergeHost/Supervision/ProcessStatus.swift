internal import CLinux
internal import Glibc

/// What the kernel tells of a process: proc_pid_stat(5).
struct ProcessStatus {
  /// One character, as `R`; `Z` for one that has ended and is not yet reaped.
  let state: Character
  let parent: pid_t
  let session: pid_t
  /// In clock ticks since boot.
  let startTicks: UInt64

  /// nil where there is no such process.
  init?(_ process: pid_t) {
    guard let text = SmallFile.text("/proc/\(process)/stat") else { return nil }
    self.init(text: text)
  }

  /// The second field is a name in parentheses that can have any characters in it.
  init?(text: String) {
    guard let end = text.utf8.lastIndex(of: UInt8(ascii: ")")) else { return nil }
    let fields = text[end...].dropFirst().split(separator: " ")
    guard fields.count > 19, let parent = pid_t(fields[1]), let session = pid_t(fields[3]),
      let ticks = UInt64(fields[19])
    else { return nil }
    state = fields[0].first ?? "?"
    self.parent = parent
    self.session = session
    startTicks = ticks
  }

  /// Whether it has ended, though its parent may not know.
  var hasEnded: Bool { state == "Z" || state == "X" }
}
