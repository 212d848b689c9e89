/// HTTP to a service of this host on its unix socket.
package protocol HTTPTransport: Sendable {
  /// Sends a request and reads the whole answer.
  ///
  /// - Throws: `HostError`; `unavailable` where nobody answers on the socket, `tooLarge` past the
  ///   request's limit, `timedOut`. An answer with an error status is an answer.
  func send(_ request: HTTPRequest) async throws(HostError) -> HTTPResponse
}

/// A request on a unix socket.
package struct HTTPRequest: Sendable, Equatable {
  /// The socket's path.
  package var socket: String
  /// `GET`, `POST`, …
  package var method: String
  /// Path and query, already percent-encoded: `/v1.41/containers/json?all=1`.
  package var target: String
  package var headers: [(name: String, value: String)] = []
  package var body: [UInt8] = []
  /// For the whole exchange.
  package var timeout: Duration
  /// Of the answer's body.
  package var limitBytes = 64 << 20

  package init(socket: String, method: String, target: String, timeout: Duration) {
    self.socket = socket
    self.method = method
    self.target = target
    self.timeout = timeout
  }

  package static func == (left: HTTPRequest, right: HTTPRequest) -> Bool {
    left.socket == right.socket && left.method == right.method && left.target == right.target
      && left.body == right.body
  }
}

/// An answer.
package struct HTTPResponse: Sendable {
  package let status: Int
  package let headers: [(name: String, value: String)]
  package let body: [UInt8]

  package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The first header of that name, compared without case.
  package func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
