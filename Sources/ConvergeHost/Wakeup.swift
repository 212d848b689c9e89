internal import CLinux
internal import Glibc

/// Wakes a thread that waits in poll(2).
final class Wakeup: Sendable {
  /// Readable once `signal` was called, until `clear`.
  let number: Int32

  init() throws(Errno) { number = try Errno.check(clinux_eventfd()) }

  deinit { _ = close(number) }

  func signal() {
    var one: UInt64 = 1
    _ = write(number, &one, 8)
  }

  func clear() {
    var count: UInt64 = 0
    _ = read(number, &count, 8)
  }
}
