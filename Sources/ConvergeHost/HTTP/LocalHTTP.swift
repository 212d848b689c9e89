internal import AsyncHTTPClient
package import ConvergeCore
internal import Glibc
internal import NIOCore
internal import NIOHTTP1
internal import Synchronization

/// HTTP to services on unix sockets of this host.
///
/// The client, with its threads, is started by the first request to a socket that exists.
package final class LocalHTTP: HTTPTransport {
  private enum State {
    case idle
    case started(HTTPClient)
    case closed
  }

  private let state = Mutex(State.idle)

  package init() {}

  package func send(_ request: HTTPRequest) async throws(HostError) -> HTTPResponse {
    let subject = "\(request.method) \(request.target) on \(request.socket)"
    try Self.checkSocket(request.socket, subject)
    let client = try client(subject)
    let outgoing = try Self.outgoing(request, subject)
    let result = await Self.within(request.timeout) { () -> Result<HTTPResponse, HostError> in
      do {
        let response = try await client.execute(outgoing, timeout: .hours(24))
        return .success(try await Self.incoming(response, request.limitBytes))
      } catch {
        return .failure(Self.failure(error, request, subject))
      }
    }
    guard let result else {
      throw HostError(
        .timedOut, "request", subject, because: Message.timedOut(request.timeout))
    }
    return try result.get()
  }

  /// Lets the client's threads and connections go; a later request is refused.
  package func close() async {
    let before = state.withLock { state in
      defer { state = .closed }
      return state
    }
    if case .started(let client) = before { try? await client.shutdown() }
  }

  private func client(_ subject: String) throws(HostError) -> HTTPClient {
    let client = state.withLock { state -> HTTPClient? in
      switch state {
      case .started(let client): return client
      case .closed: return nil
      case .idle:
        var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        // A socket that nobody listens on is an answer, not something to wait for.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Some services take a request for each container in an instant; more only wait.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 8
        let client = HTTPClient(
          eventLoopGroupProvider: .singleton, configuration: configuration)
        state = .started(client)
        return client
      }
    }
    guard let client else {
      throw HostError(.interrupted, "request", subject, because: Message.closed)
    }
    return client
  }

  /// Says that a service is not there without starting anything for it.
  private static func checkSocket(_ path: String, _ subject: String) throws(HostError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      let code = errno
      guard code == ENOENT || code == ENOTDIR else {
        throw SystemFailure.error(code, "request", subject)
      }
      throw HostError(
        .unavailable, "request", subject, because: Message.noSocket, remedy: Message.start)
    }
    guard status.st_mode & S_IFMT == S_IFSOCK else {
      throw HostError(.wrongType, "request", subject, because: Message.notSocket)
    }
  }

  private static func outgoing(
    _ request: HTTPRequest, _ subject: String
  ) throws(HostError) -> HTTPClientRequest {
    guard request.target.hasPrefix("/"), let host = percentEncoded(request.socket) else {
      throw HostError(.refused, "request", subject, because: Message.badTarget)
    }
    var outgoing = HTTPClientRequest(url: "http+unix://\(host)\(request.target)")
    outgoing.method = HTTPMethod(rawValue: request.method)
    for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
    if !outgoing.headers.contains(name: "Host") {
      outgoing.headers.add(name: "Host", value: "localhost")
    }
    if !request.body.isEmpty { outgoing.body = .bytes(request.body) }
    return outgoing
  }

  private static func incoming(
    _ response: HTTPClientResponse, _ limit: Int
  ) async throws -> HTTPResponse {
    let body = try await response.body.collect(upTo: limit)
    return HTTPResponse(
      status: Int(response.status.code),
      headers: response.headers.map { (name: $0.name, value: $0.value) },
      body: Array(body.readableBytesView))
  }

  private static func failure(
    _ error: any Error, _ request: HTTPRequest, _ subject: String
  ) -> HostError {
    if error is NIOTooManyBytesError {
      return HostError(
        .tooLarge, "request", subject, because: Message.tooLarge(request.limitBytes))
    }
    if error is CancellationError || (error as? HTTPClientError) == .cancelled {
      return HostError(.interrupted, "request", subject, because: Message.interrupted)
    }
    if let code = (error as? IOError)?.errnoCode {
      guard [ECONNREFUSED, ENOENT].contains(code) else {
        return SystemFailure.error(code, "request", subject)
      }
      return HostError(
        .unavailable, "request", subject, because: Message.nobody, remedy: Message.start)
    }
    return HostError(.failed, "request", subject, because: "\(error)")
  }

  /// What `work` gives, or nil after `timeout`.
  private static func within<Answer: Sendable>(
    _ timeout: Duration, _ work: @escaping @Sendable () async -> Answer
  ) async -> Answer? {
    await withTaskGroup(of: Answer?.self) { group in
      group.addTask { await work() }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return nil
      }
      var first = await group.next() ?? nil
      // A cancelled task ends the sleep at once; the work knows better what happened.
      if first == nil, Task.isCancelled { first = await group.next() ?? nil }
      group.cancelAll()
      return first
    }
  }

  /// The socket's path as the host of a URL (RFC 3986, 3.2.2).
  private static func percentEncoded(_ path: String) -> String? {
    guard path.hasPrefix("/"), !path.utf8.contains(0) else { return nil }
    let digits = Array("0123456789ABCDEF")
    return path.utf8.reduce(into: "") { text, byte in
      let scalar = Unicode.Scalar(byte)
      if scalar.properties.isAlphabetic && byte < 128 || (48...57).contains(byte) {
        text.unicodeScalars.append(scalar)
      } else {
        text.append("%")
        text.append(digits[Int(byte >> 4)])
        text.append(digits[Int(byte & 15)])
      }
    }
  }
}

private enum Message {
  static let noSocket = "the socket does not exist"
  static let nobody = "nobody answers on the socket"
  static let start = "start the service that it belongs to"
  static let notSocket = "it is not a socket"
  static let badTarget = "the socket must be an absolute path, and the target begin with a slash"
  static let closed = "the conversation with this host is over"
  static let interrupted = "converge was told to stop"
  static func tooLarge(_ limit: Int) -> String {
    "the answer is larger than the limit of \(limit) bytes"
  }
  static func timedOut(_ timeout: Duration) -> String { "no whole answer within \(timeout)" }
}
