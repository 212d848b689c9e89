internal import Glibc

extension RunLock {
  /// A run that has the lock, as the lock's file says it.
  package struct Holder: Sendable, Hashable {
    package let process: Int32
    /// Nanoseconds since 1970.
    package let since: Int64
    package let verb: String

    init(process: Int32, since: Int64, verb: String) {
      self.process = process
      self.since = since
      self.verb = verb
    }

    /// From a lock file's only line; nil where it is none.
    init?(line: String) {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard fields.count == 3, let process = Int32(fields[0]), process > 0,
        let since = Int64(fields[1])
      else { return nil }
      self.init(process: process, since: since, verb: String(fields[2]))
    }

    /// A lock file's only line: process id, start in nanoseconds since 1970, verb.
    var line: String { "\(process) \(since) \(verb)\n" }

    /// Whether there is a process of that number.
    var isAlive: Bool { kill(process, 0) == 0 || errno == EPERM }

    /// What it was started with; nil where it is gone. At most 200 characters.
    package var commandLine: String? {
      guard let text = SmallFile.text("/proc/\(process)/cmdline"), !text.isEmpty else { return nil }
      let words = text.split(separator: "\0").joined(separator: " ")
      return words.count > 200 ? words.prefix(200) + "…" : words
    }

    /// The start in UTC, as in RFC 3339, whole seconds.
    package var sinceText: String {
      var seconds = time_t(since / 1_000_000_000)
      var parts = tm()
      gmtime_r(&seconds, &parts)
      func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let date = "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday))"
      return "\(date)T\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))Z"
    }
  }
}
