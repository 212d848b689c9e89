import Foundation

/// Unix sockets, without a library.
enum UnixSocket {
  static func connect(_ path: String) throws -> Int32 {
    try with(path) { socket, address, length in Foundation.connect(socket, address, length) }
  }

  static func listen(_ path: String) throws -> Int32 {
    let socket = try with(path) { socket, address, length in bind(socket, address, length) }
    guard Foundation.listen(socket, 64) == 0 else { throw CocoaError(.fileWriteUnknown) }
    return socket
  }

  private static func with(
    _ path: String, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
  ) throws -> Int32 {
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    let result = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        body(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
      }
    }
    guard socket >= 0, result == 0 else {
      close(socket)
      throw CocoaError(.fileReadUnknown)
    }
    return socket
  }
}
