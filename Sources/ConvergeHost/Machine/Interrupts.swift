internal import CLinux
internal import Glibc

/// SIGINT, SIGTERM and SIGHUP, as something to be told about instead of an end.
package enum Interrupts {
  /// Calls `handler` for each such signal, on a thread of its own; once for the process.
  ///
  /// - Returns: whether it can; the signals end the process as ever where not.
  @discardableResult
  package static func watch(_ handler: @escaping @Sendable () -> Void) -> Bool {
    guard let wakeup = try? Wakeup(),
      OwnThread.start({
        while true {
          var wait = pollfd(fd: wakeup.number, events: Int16(POLLIN), revents: 0)
          guard poll(&wait, 1, -1) > 0 else { continue }
          wakeup.clear()
          handler()
        }
      })
    else { return false }
    return clinux_signal_interrupts(wakeup.number) == 0
  }
}
