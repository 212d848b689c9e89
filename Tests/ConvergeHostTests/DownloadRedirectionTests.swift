import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Downloads that are redirected` {
  let bench: DownloadBench

  init() throws { bench = try DownloadBench() }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirection is followed`(status: Int) async throws {
    let server = try bench.server(
      [.answer("\(status) There", headers: ["Location: ../c?x=1#part"])],
      [.answer("200 OK", "hello")])
    #expect(try await bench.fetch(server("/a/b/d")).sizeBytes == 5)
    #expect(server.requests[1].hasPrefix("GET /a/c?x=1 HTTP/1.1\r\n"))
  }

  @Test func `what is said to one server is not said to another`() async throws {
    let other = try bench.server([.answer("200 OK", "hello")])
    let server = try bench.server(
      [.answer("302 There", headers: ["Location: /next"])],
      [.answer("302 There", headers: ["Location: \(other("/f"))"])])
    _ = try await bench.fetch(server("/")) {
      $0.headers = [(name: "Authorization", value: "Bearer t"), (name: "X-Key", value: "k")]
    }
    #expect(server.requests.allSatisfy { $0.contains("Bearer t") && $0.contains("X-Key: k") })
    #expect(other.requests.count == 1)
    #expect(other.requests.allSatisfy { !$0.contains("Bearer") && !$0.contains("X-Key") })
  }

  @Test func `what was said nowhere else is not said again on the way back`() async throws {
    let first = try bench.server([.answer("302 A", headers: ["Location: http://127.0.0.1:1/"])])
    let back = try bench.server(
      [.answer("302 B", headers: ["Location: \(first("/"))"])])
    _ = try await bench.failure(back("/")) { $0.headers = [(name: "X-Key", value: "k")] }
    #expect(first.requests.map { $0.contains("X-Key") } == [false])
  }

  @Test func `a loop ends after five`() async throws {
    let server = try bench.server([.answer("302 Round", headers: ["Location: /f?token=secret"])])
    let failure = try await bench.failure(server("/f"))
    #expect(failure.error.reason == .refused)
    #expect(!failure.isPassing)
    #expect(!failure.error.description.contains("secret"))
    #expect(server.requests.count == 6)
  }

  @Test(arguments: [
    nil, "file:///etc/shadow", "ftp://example.org/x?token=secret",
    "http://user:secret@127.0.0.1/", "http://[/", "//",
  ])
  func `a redirection to what is no server is refused`(location: String?) async throws {
    let server = try bench.server([
      .answer("302 There", headers: location.map { ["Location: \($0)"] } ?? [])
    ])
    let failure = try await bench.failure(server("/f"))
    #expect(failure.error.reason == .refused)
    #expect(!failure.isPassing)
    #expect(!failure.error.description.contains("secret"))
    #expect(server.requests.count == 1)
  }

  @Test func `the rest is asked of whoever has it now`() async throws {
    let store = try bench.server(
      [.answer("200 OK", headers: ["ETag: \"v1\""], "hell", length: 5)],
      [.answer("206 P", headers: ["Content-Range: bytes 4-4/5"], "o")])
    let server = try bench.server([.answer("302 There", headers: ["Location: \(store("/s"))"])])
    #expect(try await bench.failure(server("/f")).isPassing)
    #expect(try await bench.fetch(server("/f")).resumedBytes == 4)
    #expect(bench.content == "hello")
  }
}
