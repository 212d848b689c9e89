import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Downloads` {
  let bench: DownloadBench

  init() throws { bench = try DownloadBench() }

  @Test func `a file comes whole, into one that only we can read`() async throws {
    let server = try bench.server([.answer("200 OK", "hello")])
    let file = try await bench.fetch(server("/a/b?sig=s%2F1")) {
      $0.headers = [(name: "Authorization", value: "Bearer t")]
    }
    #expect(file == Downloaded(sha256: sha256("hello"), sizeBytes: 5, resumedBytes: 0))
    #expect(bench.content == "hello")
    let attributes = try FileManager.default.attributesOfItem(atPath: bench.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let request = try #require(server.requests.first)
    #expect(request.hasPrefix("GET /a/b?sig=s%2F1 HTTP/1.1\r\n"))
    #expect(request.contains("\r\nUser-Agent: converge/\(ownVersion)\r\n"))
    #expect(request.contains("\r\nAccept-Encoding: identity\r\n"))
    #expect(request.contains("\r\nAuthorization: Bearer t\r\n"))
    #expect(!request.contains("\r\nRange:"))
  }

  @Test func `an empty file, and one whose end is the connection's`() async throws {
    let empty = try bench.server([.answer("200 OK")])
    #expect(try await bench.fetch(empty("/")).sizeBytes == 0)
    #expect(bench.content == "")
    let closing = try bench.server([.say("HTTP/1.0 200 OK\r\n\r\nhello")])
    #expect(try await bench.fetch(closing("/")).sha256 == sha256("hello"))
    let chunked = try bench.server([
      .say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n")
    ])
    #expect(try await bench.fetch(chunked("/")).sha256 == sha256("hello"))
  }

  @Test func `what is larger is hashed whole`() async throws {
    let text = String(repeating: "0123456789abcdef", count: 1 << 18)
    let server = try bench.server([.answer("200 OK", text)])
    let file = try await bench.fetch(server("/"))
    #expect(file.sizeBytes == 4 << 20)
    #expect(file.sha256 == sha256(text))
    #expect(bench.content == text)
  }

  @Test(
    arguments: [
      (404, HostError.Reason.notFound, false), (410, .notFound, false), (401, .denied, false),
      (403, .denied, false), (400, .refused, false), (501, .refused, false),
      (304, .refused, false), (206, .refused, false), (204, .refused, false),
      (408, .unavailable, true), (425, .unavailable, true), (429, .unavailable, true),
      (500, .unavailable, true), (502, .unavailable, true), (503, .unavailable, true),
      (504, .unavailable, true),
    ])
  func `a status says whether another attempt may help`(
    status: Int, reason: HostError.Reason, isPassing: Bool
  ) async throws {
    let server = try bench.server([.answer("\(status) So")])
    let failure = try await bench.failure(server("/x?token=secret"))
    #expect(failure.error.reason == reason)
    #expect(failure.isPassing == isPassing)
    #expect(failure.retryAfter == nil)
    #expect(failure.error.because.contains("\(status)"))
    #expect(failure.error.subject == server("/x"))
  }

  @Test(arguments: [("7", 7), ("100000", 600), ("0", 0), ("99999999999999999999", 600)])
  func `the wait that a server asks for is told, within ten minutes`(
    asked: String, seconds: Int
  ) async throws {
    let server = try bench.server([.answer("429 Slow", headers: ["Retry-After: \(asked)"])])
    #expect(try await bench.failure(server("/")).retryAfter == .seconds(seconds))
  }

  @Test func `a wait until a date that is past is none`() async throws {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT"
    let server = try bench.server([.answer("503 Wait", headers: ["Retry-After: \(date)"])])
    #expect(try await bench.failure(server("/")).retryAfter == .zero)
  }

  @Test(arguments: [
    [ScriptedServer.Step.answer("200 OK", "some", length: 50)],
    [.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel")],
    [.say("HTTP/1.1 200 OK\r\nContent-")], [],
  ])
  func `a connection that drops in the middle may do better next time`(
    steps: [ScriptedServer.Step]
  ) async throws {
    let failure = try await bench.failure(try bench.server(steps)("/"))
    #expect(failure.error.reason == .unavailable, "\(failure.error)")
    #expect(failure.isPassing)
  }

  @Test func `a transfer in which nothing comes is given up, and may do better`() async throws {
    for steps in [
      [ScriptedServer.Step.hold], [.answer("200 OK", "some", length: 50), .hold],
    ] {
      let server = try bench.server(steps)
      let failure = try await bench.failure(server("/")) { $0.stall = .milliseconds(200) }
      #expect(failure.error.reason == .unavailable)
      #expect(failure.error.because.contains("nothing came"))
      #expect(failure.isPassing)
    }
  }

  @Test func `a drip that never stalls ends at the deadline`() async throws {
    let server = try bench.server([
      .answer("200 OK", length: 1 << 20), .forever("x", every: .milliseconds(10)),
    ])
    let failure = try await bench.failure(server("/")) {
      $0.deadline = .milliseconds(400)
      $0.stall = .seconds(30)
    }
    #expect(failure.error.reason == .timedOut)
    #expect(!failure.isPassing)
  }

  @Test func `a body without end stops at the limit`() async throws {
    let server = try bench.server([
      .say("HTTP/1.1 200 OK\r\n\r\n"), .forever(String(repeating: "x", count: 4096)),
    ])
    let failure = try await bench.failure(server("/")) { $0.limitBytes = 100_000 }
    #expect(failure.error.reason == .tooLarge)
    #expect(!failure.isPassing)
    #expect(try #require(bench.content).utf8.count <= 100_000)
  }

  @Test func `a length over the limit is refused before a byte is written`() async throws {
    let server = try bench.server([.answer("200 OK", "hello")])
    let failure = try await bench.failure(server("/")) { $0.limitBytes = 4 }
    #expect(failure.error.reason == .tooLarge)
    #expect(bench.content == "")
    #expect(try await bench.fetch(server("/")) { $0.limitBytes = 5 }.sizeBytes == 5)
  }

  @Test func `what is packed for the way is refused`() async throws {
    let server = try bench.server([.answer("200 OK", headers: ["Content-Encoding: gzip"], "x")])
    let failure = try await bench.failure(server("/"))
    #expect(failure.error.reason == .refused)
    #expect(failure.error.because.contains("gzip"))
    #expect(!failure.isPassing)
  }

  @Test func `nobody who answers, and somebody who speaks something else`() async throws {
    let port = try bench.goneServer()
    let nobody = try await bench.failure("http://127.0.0.1:\(port)/")
    #expect(nobody.error.reason == .unavailable)
    #expect(nobody.isPassing)
    let other = try await bench.failure(try bench.server([.say("SSH-2.0-x\r\n\r\n")])("/"))
    #expect(other.error.reason == .refused)
    #expect(!other.isPassing)
  }

  @Test(arguments: [
    "https://user:password@example.org/?token=secret", "ftp://example.org/?token=secret",
    "/etc/passwd?token=secret", "http://exa mple/?token=secret",
  ])
  func `what is no URL of ours is refused without showing it`(url: String) async throws {
    let failure = try await bench.failure(url)
    #expect(failure.error.reason == .refused)
    #expect(!failure.isPassing)
    #expect(!failure.error.description.contains("secret"))
    #expect(!failure.error.description.contains("password@"))
    #expect(bench.content == nil)
  }

  @Test func `a link in the file's place is not followed`() async throws {
    let server = try bench.server([.answer("200 OK", "hello")])
    try bench.scratch.write("victim", "old")
    bench.scratch.link("file", to: "victim")
    let failure = try await bench.failure(server("/"))
    #expect(!failure.isPassing)
    #expect(try bench.scratch.text("victim") == "old")
    #expect(server.requests == [])
  }

  @Test func `a file with a second name is not written`() async throws {
    let server = try bench.server([.answer("200 OK", "hello")])
    try bench.scratch.write("victim", "old")
    link(bench.scratch("victim"), bench.path)
    #expect(try await bench.failure(server("/")).error.reason == .wrongType)
    #expect(try bench.scratch.text("victim") == "old")
  }

  @Test func `a head without end is given up, long before the deadline`() async throws {
    let server = try bench.server([
      .say("HTTP/1.1 200 OK\r\n"), .forever("X-A: \(String(repeating: "b", count: 1000))\r\n"),
    ])
    let failure = try await bench.failure(server("/")) { $0.stall = .seconds(600) }
    #expect(failure.error.reason == .refused, "\(failure.error)")
  }

  @Test func `an attempt that nobody wants any more ends as interrupted`() async throws {
    let server = try bench.server([.answer("200 OK", "some", length: 50), .hold])
    let path = bench.path
    let failure = try await bench.failure(server("/")) {
      $0.goesOn = { (try? String(contentsOfFile: path, encoding: .utf8)) != "some" }
    }
    #expect(failure.error.reason == .interrupted)
    #expect(!failure.isPassing)
  }

  @Test func `an attempt whose task is cancelled ends as interrupted`() async throws {
    let server = try bench.server([.answer("200 OK", "some", length: 50), .hold])
    let bench = bench
    let task = Task { try await bench.failure(server("/")) }
    while bench.content != "some" { try await Task.sleep(for: .milliseconds(10)) }
    task.cancel()
    let failure = try await task.value
    #expect(failure.error.reason == .interrupted)
    #expect(!failure.isPassing)
  }
}
