import Foundation
import Synchronization

/// A server on 127.0.0.1 that does to each request what a test says, and remembers what it heard.
final class ScriptedServer: Sendable {
  enum Step: Sendable {
    /// Said before anything is heard; only as the first step.
    case greet(String)
    case say(String)
    /// The head of an answer, with the length of the body that follows unless it is said.
    case answer(String, headers: [String] = [], String = "", length: Int? = nil)
    case pause(Duration)
    /// Says nothing more until the other side goes.
    case hold
    /// The same bytes again and again, as long as somebody listens.
    case forever(String, every: Duration = .zero)
    /// Passes on what comes to another server of this host, both ways.
    case tunnel(port: Int)
  }

  let port: Int
  private let socket: Int32
  private let answers: [[Step]]
  private let log = Mutex<[String]>([])

  /// - Parameter answers: to the first request, to the second; the last one to all that follow.
  init(_ answers: [[Step]]) throws {
    self.answers = answers
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    port = try Self.listen(socket)
    Thread { [weak self, socket] in
      while case let connection = accept(socket, nil, nil), connection >= 0 {
        Thread { [weak self] in
          self?.serve(connection)
          close(connection)
        }.start()
      }
      close(socket)
    }.start()
  }

  /// Wakes whoever accepts, who closes the socket: its number must not be another's by then.
  deinit { shutdown(socket, Int32(SHUT_RDWR)) }

  /// The URL of something on it.
  func callAsFunction(_ path: String) -> String { "http://127.0.0.1:\(port)\(path)" }

  /// The heads of all requests so far.
  var requests: [String] { log.withLock { $0 } }

  private static func listen(_ socket: Int32) throws -> Int {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let done = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(socket, $0, length) == 0 && Foundation.listen(socket, 64) == 0
          && getsockname(socket, $0, &length) == 0
      }
    }
    guard done else { throw CocoaError(.fileWriteUnknown) }
    return Int(UInt16(bigEndian: address.sin_port))
  }

  private func serve(_ connection: Int32) {
    if case .greet(let text)? = answers[0].first {
      _ = Self.send(text, connection)
      _ = perform(.hold, connection)
    }
    var heard: [UInt8] = []
    var byte: UInt8 = 0
    while !heard.suffix(4).elementsEqual(Array("\r\n\r\n".utf8)) {
      guard read(connection, &byte, 1) == 1 else { return }
      heard.append(byte)
    }
    let index = log.withLock { log in
      log.append(String(decoding: heard, as: UTF8.self))
      return log.count - 1
    }
    for step in answers[min(index, answers.count - 1)] where !perform(step, connection) { return }
  }

  private func perform(_ step: Step, _ connection: Int32) -> Bool {
    switch step {
    case .greet: return true
    case .say(let text): return Self.send(text, connection)
    case .answer(let status, let headers, let body, let length):
      let fields = headers + ["Content-Length: \(length ?? body.utf8.count)"]
      let head = "HTTP/1.1 \(status)\r\n\(fields.joined(separator: "\r\n"))\r\n\r\n"
      return Self.send(head + body, connection)
    case .pause(let time):
      Thread.sleep(forTimeInterval: time / .seconds(1))
      return true
    case .hold:
      var byte: UInt8 = 0
      while read(connection, &byte, 1) > 0 {}
      return false
    case .forever(let text, let pause):
      while Self.send(text, connection) {
        if pause > .zero { _ = perform(.pause(pause), connection) }
      }
      return false
    case .tunnel(let port):
      Self.tunnel(connection, to: port)
      return false
    }
  }

  private static func send(_ text: String, _ connection: Int32) -> Bool {
    Foundation.send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL)) == text.utf8.count
  }

  private static func tunnel(_ one: Int32, to port: Int) {
    let other = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(other) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = UInt16(port).bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(other, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { return }
    var buffer = [UInt8](repeating: 0, count: 65536)
    var ends = [
      pollfd(fd: one, events: Int16(POLLIN), revents: 0),
      pollfd(fd: other, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&ends, 2, -1) > 0 {
      for (from, to) in [(0, other), (1, one)] where ends[from].revents != 0 {
        let count = read(ends[from].fd, &buffer, buffer.count)
        guard count > 0, Foundation.send(to, buffer, count, Int32(MSG_NOSIGNAL)) == count else {
          return
        }
      }
    }
  }
}
