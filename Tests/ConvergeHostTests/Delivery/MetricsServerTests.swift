import ConvergeCore
import ConvergeHost
import Foundation
import Synchronization
import Testing

@Suite struct MetricsServerTests {
  private func start(_ patience: Duration = .seconds(5)) throws -> MetricsServer {
    try MetricsServer.start(host: "127.0.0.1", port: 0, patience: patience) { "converge_up 1\n" }
  }

  /// What comes back until the other side ends.
  private func ask(_ server: MetricsServer, _ request: String) throws -> String {
    let connection = try connect(server.port)
    defer { close(connection) }
    _ = send(connection, request, request.utf8.count, Int32(MSG_NOSIGNAL))
    return Self.rest(of: connection)
  }

  private static func rest(of connection: Int32) -> String {
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    while case let count = read(connection, &buffer, buffer.count), count > 0 {
      answer += buffer[..<count]
    }
    return String(decoding: answer, as: UTF8.self)
  }

  private func connect(_ port: UInt16) throws -> Int32 {
    let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    address.sin_port = port.bigEndian
    let isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Foundation.connect(connection, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
      }
    }
    guard isConnected else { throw CocoaError(.fileReadUnknown) }
    return connection
  }

  @Test func `metrics are what is asked for, and nothing else`() throws {
    let server = try start()
    let answer = try ask(server, "GET /metrics?x=1 HTTP/1.1\r\nHost: x\r\n\r\n")
    #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4;"))
    #expect(answer.hasSuffix("Content-Length: 14\r\nConnection: close\r\n\r\nconverge_up 1\n"))
    let head = try ask(server, "HEAD /metrics HTTP/1.0\r\n\r\n")
    #expect(head.contains("Content-Length: 14\r\n") && head.hasSuffix("\r\n\r\n"))
    for (request, status) in [
      ("GET / HTTP/1.1", "404"), ("POST /metrics HTTP/1.1", "405"), ("nonsense", "400"),
      ("GET /../metrics HTTP/1.1", "404"), ("GET /metrics SPDY/3", "400"),
      ("GET /metrics", "400"),
    ] {
      let answer = try ask(server, "\(request)\r\n\r\n")
      #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(request)")
      #expect(!answer.contains("converge_up"))
    }
    server.stop()
  }

  @Test func `a request without an end is cut off, and one that is too long`() throws {
    let server = try start(.milliseconds(200))
    #expect(try ask(server, "GET /metrics HTTP/1.1\r\n") == "")
    let long = "GET /metrics HTTP/1.1\r\nX: \(String(repeating: "x", count: 8192))"
    #expect(try ask(server, long).hasPrefix("HTTP/1.1 431 "))
    server.stop()
  }

  @Test func `those who say nothing do not keep others away for long`() throws {
    let server = try start(.milliseconds(300))
    let idle = try (0..<40).map { _ in try connect(server.port) }
    #expect(try ask(server, "GET /metrics HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 200"))
    for connection in idle { close(connection) }
    server.stop()
  }

  @Test func `a port that is taken is said so, and is free after the end`() throws {
    let server = try start()
    #expect(throws: HostError.self) {
      try MetricsServer.start(host: "127.0.0.1", port: server.port) { "" }
    }
    #expect(throws: HostError.self) { try MetricsServer.start(host: "example.org", port: 0) { "" } }
    server.stop()
    var again: MetricsServer?
    for _ in 0..<200 where again == nil {
      again = try? MetricsServer.start(host: "127.0.0.1", port: server.port) { "" }
      if again == nil { usleep(10_000) }
    }
    #expect(again != nil)
    again?.stop()
  }

  @Test func `on a unix socket nobody else may connect`() throws {
    let scratch = try Scratch()
    let path = scratch("metrics")
    let server = try MetricsServer.start(path: path) { "converge_up 1\n" }
    var status = stat()
    #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
    let connection = try UnixSocket.connect(path)
    let request = "GET /metrics HTTP/1.1\r\n\r\n"
    _ = send(connection, request, request.utf8.count, Int32(MSG_NOSIGNAL))
    #expect(Self.rest(of: connection).hasSuffix("converge_up 1\n"))
    close(connection)
    server.stop()
    // What an earlier process left is replaced, what is something else is not.
    let next = try MetricsServer.start(path: path) { "" }
    next.stop()
    try scratch.write("file", "x")
    #expect(throws: HostError.self) { try MetricsServer.start(path: scratch("file")) { "" } }
  }
}
