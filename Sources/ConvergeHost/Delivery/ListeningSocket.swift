internal import CLinux
internal import Glibc

/// A socket that others connect to; closed with the last who holds it.
final class ListeningSocket: Sendable {
  let number: Int32
  /// 0 of a unix socket.
  let port: UInt16

  private init(_ number: Int32, port: UInt16) {
    self.number = number
    self.port = port
  }

  deinit { _ = close(number) }

  private static let kind =
    Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)

  /// - Parameter host: an address of IPv4 or IPv6, in digits.
  static func tcp(host: String, port: UInt16) throws(Errno) -> ListeningSocket {
    var hints = addrinfo()
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, "\(port)", &hints, &found) == 0, let found else {
      throw Errno(code: EINVAL)
    }
    defer { freeaddrinfo(found) }
    let number = try Errno.check(socket(found.pointee.ai_family, kind, 0))
    var one: Int32 = 1
    setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    guard bind(number, found.pointee.ai_addr, found.pointee.ai_addrlen) == 0,
      listen(number, 16) == 0
    else { throw failing(number) }
    return ListeningSocket(number, port: own(number))
  }

  /// - Parameter path: free; nobody else may connect.
  static func unix(_ path: String) throws(Errno) -> ListeningSocket {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let isFitting = withUnsafeMutableBytes(of: &address.sun_path) { room in
      guard path.utf8.count < room.count else { return false }
      room.copyBytes(from: path.utf8)
      return true
    }
    guard isFitting else { throw Errno(code: ENAMETOOLONG) }
    let number = try Errno.check(socket(AF_UNIX, kind, 0))
    // The file gets the socket's own mode, before anybody can know of it.
    fchmod(number, 0o600)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
    guard isBound, listen(number, 16) == 0 else { throw failing(number) }
    return ListeningSocket(number, port: 0)
  }

  /// Whoever waits, if somebody does.
  func accept(until deadline: Int64) -> MetricsConnection? {
    let connection = Glibc.accept(number, nil, nil)
    guard connection >= 0 else { return nil }
    _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
    guard clinux_stop_blocking(connection) == 0 else {
      _ = close(connection)
      return nil
    }
    return MetricsConnection(owning: connection, deadline: deadline)
  }

  private static func failing(_ number: Int32) -> Errno {
    let code = errno
    _ = close(number)
    return Errno(code: code)
  }

  private static func own(_ number: Int32) -> UInt16 {
    var address = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { any -> UInt16 in
        guard getsockname(number, any, &length) == 0 else { return 0 }
        // The port stands at the same place in both families.
        return any.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          UInt16(bigEndian: $0.pointee.sin_port)
        }
      }
    }
  }
}
