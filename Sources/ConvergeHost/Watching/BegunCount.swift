internal import Glibc

/// How many processes have begun since the host booted, `processes` of `/proc/stat`.
///
/// Numbers are given out in a circle (proc_sys_kernel(5), pid_max): as long as fewer processes have
/// begun than half of it holds, no number has been given twice.
struct BegunCount {
  private static let freshMilliseconds: Int64 = 100
  private let half: UInt64
  private var last: UInt64 = 0
  private var readAt: Int64 = .min

  init() {
    let text = ProcFile.text("/proc/sys/kernel/pid_max", limitBytes: 32) ?? ""
    half = (text.split(separator: "\n").first.flatMap { UInt64(String($0)) } ?? 32_768) / 2
  }

  /// A count of a moment ago, which is not more than that of now.
  mutating func recent() -> UInt64 {
    let now = Monotonic.milliseconds()
    if readAt == .min || now - readAt > Self.freshMilliseconds {
      last = Self.read() ?? last
      readAt = now
    }
    return last
  }

  /// Whether no number was given twice since then; false where the count cannot be read.
  mutating func isSafe(since earlier: UInt64) -> Bool {
    guard let now = Self.read() else { return false }
    return now >= earlier && now - earlier < half
  }

  private static func read() -> UInt64? {
    guard let text = ProcFile.text("/proc/stat", limitBytes: 64 << 10) else { return nil }
    for line in text.utf8.split(separator: UInt8(ascii: "\n"))
    where line.starts(with: "processes ".utf8) {
      return UInt64(String(Substring(line.dropFirst(10))))
    }
    return nil
  }
}
