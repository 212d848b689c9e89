import ConvergeCore
import ConvergeHost
import Foundation
import Testing

@Suite struct `Downloads over HTTPS` {
  let bench: DownloadBench

  init() throws {
    bench = try DownloadBench()
    try bench.scratch.write("authority.pem", TestCertificate.local.certificate)
    try bench.scratch.write("other.pem", TestCertificate.other.certificate)
  }

  private func trusting(_ name: String) -> [String: String] {
    ["SSL_CERT_FILE": bench.scratch(name)]
  }

  @Test func `a certificate that nobody vouches for is refused`() async throws {
    let server = try EncryptedServer(.local, "hello")
    let failure = try await bench.failure(server("/f?token=secret"))
    #expect(failure.error.reason == .refused, "\(failure.error)")
    #expect(failure.error.because.contains("certificate"))
    #expect(!failure.error.description.contains("secret"))
    #expect(!failure.isPassing)
    #expect(bench.content == "")
    server.close()
  }

  @Test func `one that the given authority vouches for is taken`() async throws {
    let server = try EncryptedServer(.local, "hello")
    let file = try await bench.fetch(server("/f"), environment: trusting("authority.pem"))
    #expect(file.sha256 == sha256("hello"))
    server.close()
  }

  @Test func `one for another name is refused, whoever vouches for it`() async throws {
    let server = try EncryptedServer(.other, "hello")
    let failure = try await bench.failure(server("/f"), environment: trusting("other.pem"))
    #expect(failure.error.reason == .refused, "\(failure.error)")
    #expect(failure.error.because.contains("certificate"))
    #expect(!failure.isPassing)
    server.close()
  }

  @Test func `authorities that cannot be read are said so`() async throws {
    try bench.scratch.write("empty.pem", "nothing\n")
    let server = try EncryptedServer(.local, "hello")
    for name in ["missing.pem", "empty.pem"] {
      let failure = try await bench.failure(server("/f"), environment: trusting(name))
      #expect(failure.error.reason == .refused, "\(failure.error)")
      #expect(failure.error.because.contains("SSL_CERT_FILE"))
    }
    server.close()
  }

  @Test func `from https no redirection leads to http`() async throws {
    let plain = try bench.server([.answer("200 OK", "evil")])
    let server = try EncryptedServer(.local, location: plain("/f?token=secret"))
    let failure = try await bench.failure(server("/f"), environment: trusting("authority.pem"))
    #expect(failure.error.reason == .refused, "\(failure.error)")
    #expect(failure.error.because.contains("from https to http"))
    #expect(!failure.error.description.contains("secret"))
    #expect(plain.requests == [])
    server.close()
  }

  @Test func `from http one leads to https`() async throws {
    let server = try EncryptedServer(.local, "hello")
    let plain = try bench.server([.answer("301 M", headers: ["Location: \(server("/f"))"])])
    let file = try await bench.fetch(plain("/f"), environment: trusting("authority.pem"))
    #expect(file.sizeBytes == 5)
    server.close()
  }

  @Test func `a server that speaks no TLS, or nothing, may do better next time`() async throws {
    let plain = try bench.server([.greet("HTTP/1.1 400 No\r\n\r\n")])
    let failure = try await bench.failure("https://127.0.0.1:\(plain.port)/")
    #expect(failure.isPassing, "\(failure.error)")
    #expect(failure.error.because.contains("encrypted"))
    let silent = try bench.server([])
    let stall = try await bench.failure("https://127.0.0.1:\(silent.port)/") {
      $0.stall = .milliseconds(300)
    }
    #expect(stall.isPassing)
    #expect(stall.error.because.contains("nothing came"))
  }

  @Test func `a proxy makes a tunnel, and sees nothing of what goes through it`() async throws {
    let server = try EncryptedServer(.local, "hello")
    let proxy = try bench.server([
      .say("HTTP/1.1 200 Connected\r\n\r\n"), .tunnel(port: server.port),
    ])
    var environment = trusting("authority.pem")
    environment["https_proxy"] = "http://us%65r:pass@127.0.0.1:\(proxy.port)"
    let file = try await bench.fetch(server("/f?token=secret"), environment: environment)
    #expect(file.sha256 == sha256("hello"))
    let request = try #require(proxy.requests.first)
    #expect(request.hasPrefix("CONNECT localhost:\(server.port) HTTP/1.1\r\n"))
    #expect(request.lowercased().contains("\r\nproxy-authorization: basic dxnlcjpwyxnz\r\n"))
    #expect(!request.contains("secret"))
    server.close()
  }

  @Test func `a proxy that wants another password is no passing matter`() async throws {
    let proxy = try bench.server([.answer("407 Who")])
    let failure = try await bench.failure(
      "https://example.org/f?token=secret",
      environment: ["HTTPS_PROXY": "http://user:pass@127.0.0.1:\(proxy.port)"])
    #expect(failure.error.reason == .denied, "\(failure.error)")
    #expect(!failure.isPassing)
    #expect(!failure.error.description.contains("pass@"))
  }

  @Test func `a proxy that cannot reach the server may do better`() async throws {
    let proxy = try bench.server([.answer("503 No")])
    let failure = try await bench.failure(
      "https://example.org/f", environment: ["https_proxy": "127.0.0.1:\(proxy.port)"])
    #expect(failure.error.reason == .unavailable, "\(failure.error)")
    #expect(failure.isPassing)
  }
}
