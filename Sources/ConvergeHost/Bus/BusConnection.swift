internal import ConvergeCore
internal import CSystemd
internal import Glibc

/// A connection to a message bus, used by one thread.
final class BusConnection {
  private let bus: OpaquePointer

  /// Begins to connect.
  ///
  /// - Parameter address: as in the D-Bus specification, Server Addresses: `unix:path=…`.
  /// - Throws: `HostError`, `unavailable` where there is no library or nobody at the address.
  init(address: String) throws(HostError) {
    if let failure = csystemd_load() {
      throw HostError(
        .unavailable, "reach", Message.bus, because: Message.noLibrary(String(cString: failure)),
        remedy: Message.install)
    }
    var bus: OpaquePointer?
    let result = csystemd_open(&bus, address)
    guard result >= 0, let bus else { throw Self.unreachable(-result) }
    self.bus = bus
  }

  deinit { csystemd_close(bus) }

  /// Sends a call.
  ///
  /// - Returns: the cookie that its answer will name.
  /// - Throws: `HostError`: `unavailable` where the connection is broken, anything else where it is
  ///   this call that cannot be sent.
  func send(_ call: BusCall) throws(HostError) -> UInt64 {
    do throws(Errno) {
      let message = try BusMessage.making(call, on: bus)
      var cookie: UInt64 = 0
      try BusMessage.check(csystemd_send(bus, message.pointer, &cookie))
      return cookie
    } catch {
      guard !Self.isBroken(error.code) else { throw Self.unreachable(error.code) }
      throw SystemFailure.error(error.code, "call", BusFailure.subject(call))
    }
  }

  /// Whether nothing can be sent any more, as far as an error of sending tells: what a socket says
  /// whose other end is gone, and what libsystemd says of a connection that it has closed.
  private static func isBroken(_ code: Int32) -> Bool {
    [EPIPE, ECONNRESET, ENOTCONN, ESHUTDOWN].contains(code)
  }

  /// Works on what has come in or is to go out.
  ///
  /// - Parameter handle: given a message that came.
  /// - Returns: whether there may be more to do at once.
  func process(_ handle: (borrowing BusMessage) -> Void) throws(HostError) -> Bool {
    var pointer: OpaquePointer?
    let result = csystemd_process(bus, &pointer)
    guard result >= 0 else { throw Self.unreachable(-result) }
    if let pointer { handle(BusMessage(owning: pointer)) }
    return result > 0
  }

  /// What poll(2) is to wait for.
  var wait: pollfd {
    let events = max(0, csystemd_get_events(bus))
    return pollfd(fd: csystemd_get_fd(bus), events: Int16(events), revents: 0)
  }

  /// When it wants to be called again, at the latest, on CLOCK_MONOTONIC in microseconds.
  var deadline: UInt64 {
    var microseconds = UInt64.max
    return csystemd_get_timeout(bus, &microseconds) < 0 ? .max : microseconds
  }

  /// Nobody answers at the address, or who did is gone.
  private static func unreachable(_ code: Int32) -> HostError {
    HostError(
      .unavailable, "reach", Message.bus, because: SystemFailure.text(code),
      remedy: Message.start)
  }
}

private enum Message {
  static let bus = "the system bus"
  static func noLibrary(_ text: String) -> String { "libsystemd cannot be loaded, \(text)" }
  static let install = "install the package libsystemd0"
  static let start =
    "start it (`systemctl start dbus`), on a host where systemd runs; a container has none as a "
    + "rule"
}
