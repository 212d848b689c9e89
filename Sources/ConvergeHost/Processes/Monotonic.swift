internal import Glibc

/// Milliseconds on CLOCK_MONOTONIC.
enum Monotonic {
  static func milliseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// At most a hundred years, so that sums stay in range.
  static func milliseconds(_ duration: Duration) -> Int64 {
    let (seconds, attoseconds) = duration.components
    return min(max(seconds, 0), 3_155_760_000) * 1000
      + max(attoseconds, 0) / 1_000_000_000_000_000
  }
}
