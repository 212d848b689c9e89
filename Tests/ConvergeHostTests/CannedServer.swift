import Foundation
import Synchronization

/// Says one thing to everybody on a unix socket, and remembers what it heard.
final class CannedServer: Sendable {
  private let socket: Int32
  private let log = Mutex<[UInt8]>([])

  init(_ path: String, _ answer: String) throws {
    socket = try UnixSocket.listen(path)
    let socket = socket
    Thread { [weak self] in
      while case let connection = accept(socket, nil, nil), connection >= 0 {
        var buffer = [UInt8](repeating: 0, count: 65536)
        var heard: [UInt8] = []
        repeat {
          let count = read(connection, &buffer, buffer.count)
          guard count > 0 else { break }
          heard += buffer[..<count]
        } while !Self.isWhole(heard)
        self?.log.withLock { $0 = heard }
        _ = send(connection, answer, answer.utf8.count, Int32(MSG_NOSIGNAL))
        if answer.hasSuffix("some") || answer.isEmpty { continue }
        _ = read(connection, &buffer, buffer.count)
        close(connection)
      }
    }.start()
  }

  deinit {
    shutdown(socket, Int32(SHUT_RDWR))
    close(socket)
  }

  var heard: String { log.withLock { String(decoding: $0, as: UTF8.self) } }

  /// Whether the head has come, and as much of a body as it says.
  private static func isWhole(_ bytes: [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard let end = text.range(of: "\r\n\r\n") else { return false }
    guard let length = text.lowercased().range(of: "content-length: ") else { return true }
    let digits = text[length.upperBound...].prefix { $0.isNumber }
    return text[end.upperBound...].utf8.count >= Int(digits) ?? 0
  }
}
