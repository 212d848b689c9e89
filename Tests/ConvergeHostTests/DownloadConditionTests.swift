import ConvergeCore
import ConvergeHost
import Testing

@Suite struct `Downloads of what one may have already` {
  let bench: DownloadBench

  init() throws { bench = try DownloadBench() }

  @Test(arguments: ["\"v1\"", "W/\"v1\""])
  func `what the server still has does not come again`(tag: String) async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: ["ETag: \(tag)"], "hello")],
      [.answer("304 Not Modified", headers: ["ETag: \(tag)"])])
    let first = try await bench.fetch(server("/f"))
    #expect(first.tag == tag)
    #expect(!first.isUnchanged)
    let second = try await bench.fetch(server("/f")) { $0.knownTag = first.tag }
    #expect(second.isUnchanged)
    #expect(second.tag == tag)
    #expect(bench.content == "hello")
    #expect(server.requests.last?.contains("\r\nIf-None-Match: \(tag)\r\n") == true)
    #expect(server.requests.first?.contains("If-None-Match") == false)
  }

  @Test func `another one comes, whole`() async throws {
    let server = try bench.server([.answer("200 OK", headers: ["ETag: \"v2\""], "other")])
    let file = try await bench.fetch(server("/f")) { $0.knownTag = "\"v1\"" }
    #expect(!file.isUnchanged)
    #expect(file.tag == "\"v2\"")
    #expect(bench.content == "other")
  }

  @Test func `beside a part that is there the tag counts too`() async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: ["ETag: \"v2\""], "hell", length: 5)],
      [.answer("304 Not Modified")])
    #expect(try await bench.failure(server("/f")) { $0.knownTag = "\"v1\"" }.isPassing)
    let back = try await bench.fetch(server("/f")) { $0.knownTag = "\"v1\"" }
    #expect(back.isUnchanged)
    #expect(server.requests.last?.contains("\r\nIf-Range: \"v2\"\r\n") == true)
    #expect(bench.content == "hell")
  }

  @Test func `a server that says so without being asked is refused`() async throws {
    let server = try bench.server([.answer("304 Not Modified")])
    let failure = try await bench.failure(server("/f"))
    #expect(failure.error.reason == .refused)
    #expect(!failure.isPassing)
  }

  @Test(arguments: ["\"\u{e9}\"", "\"\(String(repeating: "x", count: 2_000))\""])
  func `a tag that cannot be sent back is none`(tag: String) async throws {
    let server = try bench.server([.answer("200 OK", headers: ["ETag: \(tag)"], "hello")])
    #expect(try await bench.fetch(server("/f")).tag == nil)
  }
}
