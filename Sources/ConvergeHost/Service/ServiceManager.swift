internal import CLinux
internal import ConvergeCore
internal import Glibc

/// The service manager that started us, as sd_notify(3) and sd_watchdog_enabled(3) describe it.
package struct ServiceManager: Sendable {
  private let socket: String
  /// How often it wants to hear of us, at the latest; nil: it does not.
  package let watchdog: Duration?

  /// - Returns: nil where nobody wants to be told anything.
  package init?() {
    guard let socket = ProcessEnvironment.variable("NOTIFY_SOCKET"),
      socket.hasPrefix("/") || socket.hasPrefix("@")
    else { return nil }
    self.socket = socket
    let isOurs =
      ProcessEnvironment.variable("WATCHDOG_PID").map { $0 == "\(getpid())" } ?? true
    watchdog =
      isOurs
      ? ProcessEnvironment.variable("WATCHDOG_USEC").flatMap(Int64.init)
        .flatMap { $0 > 0 ? .microseconds($0) : nil }
      : nil
  }

  /// Tells it something: `READY=1`, `STATUS=…`. What does not arrive is nobody's failure.
  package func tell(_ assignments: String...) {
    let text = Array(assignments.joined(separator: "\n").utf8)
    _ = text.withUnsafeBytes { clinux_send_datagram(socket, $0.baseAddress, $0.count) }
  }

  /// That we read our configuration again, as `Type=notify` knows it.
  package func tellReloading() {
    let now = LocalClock().now().monotonicNanoseconds / 1000
    tell("RELOADING=1", "MONOTONIC_USEC=\(now)")
  }
}
