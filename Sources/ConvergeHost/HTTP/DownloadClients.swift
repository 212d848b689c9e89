internal import AsyncHTTPClient
internal import ConvergeCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOSSL
internal import Synchronization

/// The clients that files are fetched with, one for each way to servers; none before it is needed.
final class DownloadClients: Sendable {
  private enum Route: Hashable {
    /// Straight to the server, or through a tunnel that the proxy makes.
    case server(Proxy?)
    /// To the proxy, which asks the server.
    case forwarding
  }

  private struct State {
    var clients: [Route: HTTPClient] = [:]
    var isClosed = false
  }

  private let state = Mutex(State())
  private let environment: [String: String]?

  /// - Parameter environment: for proxies and `SSL_CERT_FILE`; nil: that of this process.
  init(environment: [String: String]?) { self.environment = environment }

  /// What is to be sent to have `address` answered, and by whom.
  func request(
    for address: WebAddress
  ) throws(HostError) -> (client: HTTPClient, request: HTTPClientRequest) {
    let environment = environment ?? ProcessEnvironment.all()
    let proxy = try ProxyEnvironment(environment).proxy(for: address)
    guard let proxy, address.scheme == .http else {
      return (
        try client(.server(proxy), environment, address), HTTPClientRequest(url: address.text)
      )
    }
    let host = proxy.host.contains(":") ? "[\(proxy.host)]" : proxy.host
    var request = HTTPClientRequest(url: "http://\(host):\(proxy.port)\(address.target)")
    request.headers.add(name: "Host", value: address.authority)
    if let user = proxy.user {
      // The client knows how to write it, for `Authorization`.
      var written = HTTPClientRequest(url: request.url)
      written.setBasicAuth(username: user, password: proxy.password ?? "")
      if let value = written.headers.first(name: "Authorization") {
        request.headers.add(name: "Proxy-Authorization", value: value)
      }
    }
    return (try client(.forwarding, environment, address), request)
  }

  /// Lets connections go; a later request is refused.
  func close() {
    let clients = state.withLock { state in
      defer { state = State(isClosed: true) }
      return Array(state.clients.values)
    }
    // Not waited for: a client goes on until the last of its connections has come about or failed,
    // which can take half a minute, and nobody wants them any more.
    for client in clients { Task.detached { try? await client.shutdown() } }
  }

  private func client(
    _ route: Route, _ environment: [String: String], _ address: WebAddress
  ) throws(HostError) -> HTTPClient {
    try state.withLock { (state) throws(HostError) in
      if let known = state.clients[route] { return known }
      guard !state.isClosed else {
        throw HostError(.interrupted, "fetch", "\(address)", because: Message.closed)
      }
      let client = HTTPClient(
        eventLoopGroupProvider: .singleton,
        configuration: try Self.configuration(route, environment))
      state.clients[route] = client
      return client
    }
  }

  private static func configuration(
    _ route: Route, _ environment: [String: String]
  ) throws(HostError) -> HTTPClient.Configuration {
    var tls = TLSConfiguration.makeClientConfiguration()
    tls.minimumTLSVersion = .tlsv12
    if let file = environment["SSL_CERT_FILE"], !file.isEmpty {
      guard let authorities = try? NIOSSLCertificate.fromPEMFile(file), !authorities.isEmpty else {
        throw HostError(.refused, "read", file, because: Message.noAuthorities)
      }
      tls.trustRoots = .certificates(authorities)
    }
    var configuration = HTTPClient.Configuration(
      tlsConfiguration: tls, redirectConfiguration: .disallow,
      timeout: HTTPClient.Configuration.Timeout(connect: .seconds(30)))
    configuration.httpVersion = .http1Only
    // Whoever asks for the file decides about another attempt.
    configuration.connectionPool.retryConnectionEstablishment = false
    // One that was used may be closed by the server just when it is used again.
    configuration.maximumUsesPerConnection = 1
    switch route {
    case .forwarding:
      configuration.http1_1ConnectionDebugInitializer = { AbsoluteForm.install(on: $0) }
    case .server(let proxy?):
      configuration.proxy = .server(
        host: proxy.host, port: proxy.port,
        authorization: proxy.user.map { .basic(username: $0, password: proxy.password ?? "") })
    case .server(nil): break
    }
    return configuration
  }
}

private enum Message {
  static let closed = "the conversation with servers is over"
  static let noAuthorities = "the file that SSL_CERT_FILE names has no certificates for us"
}
