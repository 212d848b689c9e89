import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Downloads that are taken up again` {
  let bench: DownloadBench
  private let tag = "ETag: \"v1\""

  init() throws { bench = try DownloadBench() }

  @Test func `the rest is asked for and put behind what is there`() async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: [tag], "hell", length: 11)],
      [
        .answer(
          "206 Partial Content", headers: [tag, "Content-Range: bytes 4-10/11"], "o world")
      ])
    #expect(try await bench.failure(server("/f")).isPassing)
    #expect(bench.content == "hell")
    let file = try await bench.fetch(server("/f"))
    #expect(
      file
        == Downloaded(
          sha256: sha256("hello world"), sizeBytes: 11, resumedBytes: 4, tag: "\"v1\""))
    #expect(bench.content == "hello world")
    let second = try #require(server.requests.last)
    #expect(second.contains("\r\nRange: bytes=4-\r\n"))
    #expect(second.contains("\r\nIf-Range: \"v1\"\r\n"))
  }

  @Test func `a transfer that breaks twice is taken up twice`() async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: [tag], "he", length: 5)],
      [.answer("206 P", headers: [tag, "Content-Range: bytes 2-4/5"], "l", length: 3)],
      [.answer("206 P", headers: [tag, "Content-Range: bytes 3-4/5"], "lo")])
    for _ in 0..<2 { #expect(try await bench.failure(server("/f")).isPassing) }
    #expect(try await bench.fetch(server("/f")).resumedBytes == 3)
    #expect(bench.content == "hello")
  }

  /// Defect 3 of the extension: the file began with as many zero bytes as had come before.
  @Test func `a server that sends the whole again has it written from the beginning`()
    async throws
  {
    let server = try bench.server(
      [.answer("200 OK", headers: [tag], "hello wo", length: 11)],
      [.answer("200 OK", headers: [tag], "bye")])
    #expect(try await bench.failure(server("/f")).isPassing)
    let file = try await bench.fetch(server("/f"))
    #expect(
      file
        == Downloaded(
          sha256: sha256("bye"), sizeBytes: 3, resumedBytes: 0, tag: "\"v1\""))
    #expect(bench.content == "bye")
  }

  @Test(arguments: [
    "206 P\r\nContent-Range: bytes 3-10/11", "206 P\r\nContent-Range: bytes 5-10/11",
    "206 P\r\nContent-Range: bytes 4-9/11", "206 P\r\nContent-Range: bytes 4-10/*", "206 P",
    "206 P\r\nContent-Range: items 4-10/11", "206 P\r\nContent-Range: bytes 4-10/9",
    "206 P\r\nContent-Range: bytes 4-10/11\r\nETag: \"v2\"",
    "206 P\r\nContent-Range: bytes 4-10/11\r\nContent-Range: bytes 4-10/11",
    "416 Range Not Satisfiable\r\nContent-Range: bytes */3",
  ])
  func `an answer that does not fit what is there starts over at once`(
    answer: String
  ) async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: [tag], "hell", length: 11)],
      [.answer(answer, "o world")],
      [.answer("200 OK", headers: ["ETag: \"v2\""], "other")])
    #expect(try await bench.failure(server("/f")).isPassing)
    let file = try await bench.fetch(server("/f"))
    #expect(
      file
        == Downloaded(
          sha256: sha256("other"), sizeBytes: 5, resumedBytes: 0, tag: "\"v2\""))
    #expect(bench.content == "other")
    #expect(server.requests.count == 3)
    #expect(server.requests.last?.contains("\r\nRange:") == false)
  }

  @Test(arguments: ["ETag: W/\"v1\"", "ETag: v1", "X: y"])
  func `without a strong tag nothing is taken up`(field: String) async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: [field], "hell", length: 11)],
      [.answer("200 OK", headers: [field], "hello")])
    #expect(try await bench.failure(server("/f")).isPassing)
    #expect(try await bench.fetch(server("/f")).resumedBytes == 0)
    #expect(bench.content == "hello")
    #expect(server.requests.last?.contains("\r\nRange:") == false)
  }

  @Test func `a date of change stands for a tag, where it is not of just now`() async throws {
    let changed = "Last-Modified: Sun, 06 Nov 1994 08:49:37 GMT"
    for (date, isTakenUp) in [("08:49:38", true), ("08:49:37", false)] {
      let headers = [changed, "Date: Sun, 06 Nov 1994 \(date) GMT"]
      let server = try bench.server(
        [.answer("200 OK", headers: headers, "hell", length: 5)],
        isTakenUp
          ? [.answer("206 P", headers: headers + ["Content-Range: bytes 4-4/5"], "o")]
          : [.answer("200 OK", headers: headers, "hello")])
      #expect(try await bench.failure(server("/f")).isPassing)
      #expect(try await bench.fetch(server("/f")).resumedBytes == (isTakenUp ? 4 : 0))
      #expect(bench.content == "hello")
      #expect(
        server.requests[1].contains("\r\nIf-Range: Sun, 06 Nov 1994 08:49:37 GMT\r\n")
          == isTakenUp)
    }
  }

  @Test func `what is left of another URL is dropped`() async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: [tag], "hell", length: 11)],
      [.answer("200 OK", headers: [tag], "other")])
    #expect(try await bench.failure(server("/f?v=1")).isPassing)
    #expect(try await bench.fetch(server("/f?v=2")).resumedBytes == 0)
    #expect(bench.content == "other")
    #expect(server.requests.last?.contains("\r\nRange:") == false)
  }

  @Test(arguments: ["", "converge partial 1\n", "junk", "\u{0}", "converge partial 1\nx\n\"v1\"\n"])
  func `a note that is broken is as none`(note: String) async throws {
    let server = try bench.server([.answer("200 OK", headers: [tag], "whole")])
    try bench.scratch.write("file", "part", mode: 0o600)
    try bench.scratch.write("file.etag", note)
    #expect(try await bench.fetch(server("/f")).resumedBytes == 0)
    #expect(bench.content == "whole")
    #expect(server.requests.first?.contains("\r\nRange:") == false)
  }

  @Test func `a failure in the middle of the rest keeps what has come`() async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: [tag], "hell", length: 11)],
      [.answer("503 Busy")],
      [.answer("206 P", headers: [tag, "Content-Range: bytes 4-10/11"], "o world")])
    for _ in 0..<2 { #expect(try await bench.failure(server("/f")).isPassing) }
    #expect(try await bench.fetch(server("/f")).sha256 == sha256("hello world"))
  }

  @Test func `the whole of what is taken up counts against the limit`() async throws {
    let server = try bench.server(
      [.answer("200 OK", headers: [tag], "hell", length: 5)],
      [.answer("206 P", headers: [tag, "Content-Range: bytes 4-10/11"], "o world")])
    #expect(try await bench.failure(server("/f")).isPassing)
    let failure = try await bench.failure(server("/f")) { $0.limitBytes = 10 }
    #expect(failure.error.reason == .tooLarge)
  }
}
