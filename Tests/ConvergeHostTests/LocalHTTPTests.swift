import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `HTTP on a unix socket` {
  let scratch: Scratch

  init() throws { scratch = try Scratch() }

  @Test func `a request and its answer`() async throws {
    let server = try CannedServer(
      scratch("socket"), "HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX-A: b\r\n\r\nhello")
    var request = HTTPRequest(
      socket: scratch("socket"), method: "POST", target: "/v1/x?all=1&f=%7B%7D",
      timeout: .seconds(30))
    request.headers = [(name: "Content-Type", value: "application/json")]
    request.body = Array("{}".utf8)
    let response = try await send(request)
    #expect(response.status == 201)
    #expect(response.header("x-a") == "b")
    #expect(response.body == Array("hello".utf8))
    let heard = server.heard
    #expect(heard.hasPrefix("POST /v1/x?all=1&f=%7B%7D HTTP/1.1\r\n"))
    #expect(heard.lowercased().contains("content-type: application/json\r\n"))
    #expect(heard.lowercased().contains("host: localhost\r\n"))
    #expect(heard.hasSuffix("\r\n\r\n{}"))
  }

  @Test func `an error status and a redirection are answers`() async throws {
    for status in ["404 Not Found", "301 Moved\r\nLocation: /y"] {
      let path = scratch("socket-\(status.prefix(3))")
      let server = try CannedServer(path, "HTTP/1.1 \(status)\r\nContent-Length: 0\r\n\r\n")
      let response = try await send(
        HTTPRequest(socket: path, method: "GET", target: "/", timeout: .seconds(30)))
      #expect("\(response.status)" == status.prefix(3))
      withExtendedLifetime(server) {}
    }
  }

  @Test func `an answer over the limit is too large`() async throws {
    let server = try CannedServer(
      scratch("socket"),
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
    var request = HTTPRequest(
      socket: scratch("socket"), method: "GET", target: "/", timeout: .seconds(30))
    request.limitBytes = 4
    await expect(.tooLarge, request)
    withExtendedLifetime(server) {}
  }

  @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nsome"])
  func `an answer that does not end is given up`(said: String) async throws {
    let server = try CannedServer(scratch("socket"), said)
    await expect(
      .timedOut,
      HTTPRequest(
        socket: scratch("socket"), method: "GET", target: "/", timeout: .milliseconds(300)))
    withExtendedLifetime(server) {}
  }

  @Test func `a service that is not there is unavailable`() async throws {
    let request = HTTPRequest(
      socket: scratch("socket"), method: "GET", target: "/", timeout: .seconds(30))
    await expect(.unavailable, request)
    // A socket that a dead service has left.
    close(try UnixSocket.listen(scratch("socket")))
    await expect(.unavailable, request)
  }

  @Test func `a file is not a service`() async throws {
    try scratch.write("socket", "")
    await expect(
      .wrongType,
      HTTPRequest(socket: scratch("socket"), method: "GET", target: "/", timeout: .seconds(30)))
  }

  private func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let http = LocalHTTP()
    do {
      let response = try await http.send(request)
      await http.close()
      return response
    } catch {
      await http.close()
      throw error
    }
  }

  private func expect(_ reason: HostError.Reason, _ request: HTTPRequest) async {
    let error = await #expect(throws: HostError.self) { try await send(request) }
    #expect(error?.reason == reason, "\(error?.description ?? "")")
  }
}
