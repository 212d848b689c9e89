import ConvergeCore
import Foundation
import Testing

@testable import ConvergeHost

@Suite struct `Proxies` {
  let bench: DownloadBench

  init() throws { bench = try DownloadBench() }

  @Test func `a proxy is asked with the whole URL, for a server that nobody knows`() async throws {
    let proxy = try bench.server([.answer("200 OK", "hello")])
    let file = try await bench.fetch(
      "http://files.invalid:8080/f?x=1",
      environment: ["http_proxy": "http://user:p%40ss@127.0.0.1:\(proxy.port)/"])
    #expect(file.sha256 == sha256("hello"))
    let request = try #require(proxy.requests.first)
    #expect(request.hasPrefix("GET http://files.invalid:8080/f?x=1 HTTP/1.1\r\n"))
    #expect(request.contains("\r\nHost: files.invalid:8080\r\n"))
    // user:p@ss
    #expect(request.contains("\r\nProxy-Authorization: Basic dXNlcjpwQHNz\r\n"))
    #expect(!request.contains("\r\nAuthorization:"))
  }

  @Test func `what the proxy redirects to is asked of the proxy too`() async throws {
    let proxy = try bench.server(
      [.answer("302 There", headers: ["Location: http://other.invalid/g"])],
      [.answer("200 OK", "hello")])
    _ = try await bench.fetch(
      "http://files.invalid/f", environment: ["http_proxy": "127.0.0.1:\(proxy.port)"])
    #expect(proxy.requests.last?.hasPrefix("GET http://other.invalid/g HTTP/1.1\r\n") == true)
  }

  @Test func `a server that no_proxy names is asked itself`() async throws {
    let server = try bench.server([.answer("200 OK", "hello")])
    let proxy = try bench.server([.answer("200 OK", "other")])
    let file = try await bench.fetch(
      server("/f"),
      environment: ["http_proxy": "127.0.0.1:\(proxy.port)", "NO_PROXY": "a.test, 127.0.0.0/8"])
    #expect(file.sha256 == sha256("hello"))
    #expect(proxy.requests == [])
  }

  @Test(arguments: [
    ("*", true), ("example.org", true), (".example.org", true), ("*.example.org", true),
    ("www.example.org", true), ("EXAMPLE.ORG", true), ("www.example.org:8080", true),
    ("www.example.org:81", false), ("ample.org", false), ("org.example", false), ("", false),
    ("a.test,,example.org", true), ("10.0.0.0/8", false), ("[::1]", false),
  ])
  func `who is named in no_proxy`(list: String, isNamed: Bool) throws {
    let environment = ProxyEnvironment(["http_proxy": "http://proxy:3128", "no_proxy": list])
    let proxy = try environment.proxy(for: try WebAddress("http://www.example.org:8080/x"))
    #expect((proxy == nil) == isNamed)
  }

  @Test(arguments: [
    ("10.0.0.0/8", "10.200.3.4", true), ("10.0.0.0/8", "11.0.0.1", false),
    ("10.1.2.3/32", "10.1.2.3", true), ("10.1.2.3/32", "10.1.2.4", false),
    ("0.0.0.0/0", "1.2.3.4", true), ("10.0.0.0/33", "10.0.0.1", false),
    ("10.0.0.0/x", "10.0.0.1", false), ("169.254.169.254", "169.254.169.254", true),
    ("::1", "[::1]", true), ("[::1]", "[::1]", true), ("[::1]:81", "[::1]", false),
    ("[::1]:80", "[::1]", true),
  ])
  func `which addresses are named in no_proxy`(list: String, host: String, isNamed: Bool) throws {
    let environment = ProxyEnvironment(["http_proxy": "http://proxy:3128", "no_proxy": list])
    let proxy = try environment.proxy(for: try WebAddress("http://\(host)/"))
    #expect((proxy == nil) == isNamed)
  }

  @Test func `the small letters count first, and each scheme has its own`() throws {
    let environment = ProxyEnvironment([
      "http_proxy": "small:1", "HTTP_PROXY": "large:2", "HTTPS_PROXY": "http://secure:3",
    ])
    #expect(try environment.proxy(for: try WebAddress("http://a/"))?.host == "small")
    #expect(try environment.proxy(for: try WebAddress("https://a/"))?.port == 3)
    #expect(try ProxyEnvironment([:]).proxy(for: try WebAddress("http://a/")) == nil)
    #expect(try ProxyEnvironment(["http_proxy": ""]).proxy(for: try WebAddress("http://a/")) == nil)
  }

  @Test(arguments: [
    "socks5://user:secret@proxy:1", "https://user:secret@proxy", "http://user:secret@/",
    "http://user:secret@proxy:99999", "http://user:sec%ret@proxy:1",
  ])
  func `a proxy that is none is refused without showing it`(text: String) throws {
    let environment = ProxyEnvironment(["http_proxy": text])
    let error = #expect(throws: HostError.self) {
      try environment.proxy(for: try WebAddress("http://a/"))
    }
    #expect(error?.description.contains("http_proxy") == true)
    #expect(error?.description.contains("sec") == false)
  }
}
