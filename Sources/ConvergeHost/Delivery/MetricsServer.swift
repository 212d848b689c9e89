internal import CLinux
package import ConvergeCore
internal import Glibc

/// Serves one text to whoever asks for `/metrics` (RFC 9112), on a thread of its own that sleeps
/// until somebody does.
///
/// Bounded on every side: so many at once, so long a request, so much time for all of it. Nothing
/// else than GET and HEAD of that one path is answered with more than a status.
package final class MetricsServer: Sendable {
  private static let connectionLimit = 16
  private let wakeup: Wakeup
  /// Where it listens; of a port that was left to the system, the one that it chose.
  package let port: UInt16

  private init(_ wakeup: Wakeup, port: UInt16) {
    self.wakeup = wakeup
    self.port = port
  }

  deinit { wakeup.signal() }

  /// Serves on an address in digits.
  ///
  /// - Parameter text: asked for each request, on the server's thread.
  package static func start(
    host: String, port: UInt16, patience: Duration = .seconds(5),
    text: @escaping @Sendable () -> String
  ) throws(HostError) -> MetricsServer {
    let subject = "\(host):\(port)"
    do throws(Errno) {
      let socket = try ListeningSocket.tcp(host: host, port: port)
      let server = MetricsServer(try Wakeup(), port: socket.port)
      try server.serve(socket, patience, text)
      return server
    } catch {
      throw SystemFailure.error(error.code, "listen on", subject)
    }
  }

  /// Serves on a unix socket, which is made anew, mode 0600.
  package static func start(
    path: String, patience: Duration = .seconds(5), text: @escaping @Sendable () -> String
  ) throws(HostError) -> MetricsServer {
    let files = LocalFiles()
    if let status = try files.status(path) {
      guard status.type == .socket else {
        throw HostError(.exists, "listen on", path, because: Message.taken)
      }
      try files.remove(path)
    }
    do throws(Errno) {
      let socket = try ListeningSocket.unix(path)
      let server = MetricsServer(try Wakeup(), port: 0)
      try server.serve(socket, patience, text)
      return server
    } catch {
      throw SystemFailure.error(error.code, "listen on", path)
    }
  }

  /// Ends it; who is being answered is cut off.
  package func stop() { wakeup.signal() }

  private func serve(
    _ socket: ListeningSocket, _ patience: Duration, _ text: @escaping @Sendable () -> String
  ) throws(Errno) {
    let wakeup = wakeup
    let isStarted = OwnThread.start {
      var connections: [MetricsConnection] = []
      while Self.turn(socket, wakeup, patience, &connections, text) {}
    }
    guard isStarted else { throw Errno(code: EAGAIN) }
  }

  /// Waits for something to do, and does it; false at the end.
  private static func turn(
    _ socket: ListeningSocket, _ wakeup: Wakeup, _ patience: Duration,
    _ connections: inout [MetricsConnection], _ text: () -> String
  ) -> Bool {
    let isFull = connections.count >= connectionLimit
    var waits = [
      pollfd(fd: wakeup.number, events: Int16(POLLIN), revents: 0),
      pollfd(fd: isFull ? -1 : socket.number, events: Int16(POLLIN), revents: 0),
    ]
    waits += connections.map { pollfd(fd: $0.number, events: $0.events, revents: 0) }
    let now = Monotonic.milliseconds()
    let next = connections.map(\.deadline).min().map { max(0, min($0 - now, 60_000)) }
    let count = poll(&waits, nfds_t(waits.count), Int32(next ?? -1))
    if count < 0, errno != EINTR { return false }
    guard waits[0].revents == 0 else { return false }
    for (connection, wait) in zip(connections, waits.dropFirst(2)) where wait.revents != 0 {
      connection.proceed(text)
    }
    let late = Monotonic.milliseconds()
    connections.removeAll { $0.isOver || $0.deadline <= late }
    if waits[1].revents != 0,
      let connection = socket.accept(until: late + Monotonic.milliseconds(patience))
    {
      connections.append(connection)
    }
    return true
  }
}

private enum Message {
  static let taken = "something else than a socket is there"
}
