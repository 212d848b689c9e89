import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct WebhookTests {
  private func post(
    _ url: String, _ body: String = "{}", environment: [String: String] = [:],
    timeout: Duration = .seconds(10)
  ) async throws(HostError) -> LocalWebhook.Answer {
    let webhook = LocalWebhook(environment: environment)
    defer { webhook.close() }
    return try await webhook.post(
      Array(body.utf8), to: url,
      headers: ["Content-Type": "application/json", "Idempotency-Key": "\"r\""], timeout: timeout)
  }

  private func failure(
    _ url: String, environment: [String: String] = [:], timeout: Duration = .seconds(10)
  ) async throws -> HostError {
    do {
      let answer = try await post(url, environment: environment, timeout: timeout)
      throw Unexpected(answer: "\(answer)")
    } catch let error as HostError {
      return error
    }
  }

  private struct Unexpected: Error { let answer: String }

  @Test func `a body is posted with its headers, and the status comes back`() async throws {
    let server = try ScriptedServer([[.answer("204 No Content")]])
    let answer = try await post(server("/hook?token=secret"), "{\"converge\":1}")
    #expect(answer.status == 204 && answer.retryAfter == nil)
    let head = try #require(server.requests.first)
    #expect(head.hasPrefix("POST /hook?token=secret HTTP/1.1\r\n"))
    #expect(head.lowercased().contains("content-length: 14\r\n"))
    #expect(head.lowercased().contains("idempotency-key: \"r\"\r\n"))
  }

  @Test func `a server that asks to wait is heard`() async throws {
    let server = try ScriptedServer([
      [.answer("503 No", headers: ["Retry-After: 30"])],
      [.answer("429 No", headers: ["Retry-After: x"])],
      [.answer("500 No")],
    ])
    for (status, wait) in [(503, Duration.seconds(30)), (429, nil), (500, nil)] {
      let answer = try await post(server("/"))
      #expect(answer.status == status && answer.retryAfter == wait)
    }
  }

  @Test func `a server that stalls is left after the timeout, one that drops at once`() async throws
  {
    let server = try ScriptedServer([[.hold], [.say("HTTP/1.1 2")]])
    for _ in 0..<2 {
      let error = try await failure(server("/?token=secret"), timeout: .milliseconds(300))
      #expect([.timedOut, .unavailable].contains(error.reason), "\(error)")
      #expect(!error.description.contains("secret"))
    }
    let nobody = try await failure("http://127.0.0.1:1/?token=secret")
    #expect(!nobody.description.contains("secret"))
  }

  @Test func `an answer counts as soon as its status is there`() async throws {
    let server = try ScriptedServer([
      [.answer("200 OK", "x", length: 9), .hold],
      [.say("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), .forever("1\r\nx\r\n")],
    ])
    for _ in 0..<2 { #expect(try await post(server("/")).status == 200) }
  }

  @Test func `no redirection is followed`() async throws {
    let other = try ScriptedServer([[.answer("200 OK")]])
    let server = try ScriptedServer([[.answer("302 F", headers: ["Location: \(other("/"))"])]])
    #expect(try await post(server("/")).status == 302)
    #expect(other.requests == [])
  }

  @Test func `a certificate that nobody vouches for gets nothing`() async throws {
    let scratch = try Scratch()
    try scratch.write("authority.pem", TestCertificate.local.certificate)
    let server = try EncryptedServer(.local)
    defer { server.close() }
    let error = try await failure(server("/?token=secret"))
    #expect(error.because.contains("certificate") && !error.description.contains("secret"))
    let trusting = ["SSL_CERT_FILE": scratch("authority.pem")]
    #expect(try await post(server("/"), environment: trusting).status == 200)
  }

  @Test func `an address that is none is refused without being told`() async throws {
    let error = try await failure("ftp://user:secret@host/")
    #expect(error.reason == .refused && !error.description.contains("secret"))
  }
}
