internal import AsyncHTTPClient
package import ConvergeCore
internal import NIOCore
internal import NIOHTTP1

/// Posts to a server of the web; certificates and proxies are as of `LocalDownloads`. Redirections
/// are not followed: what is posted goes where its owner said.
package final class LocalWebhook: Sendable {
  /// What a server answered.
  package struct Answer: Sendable, Equatable {
    package let status: Int
    /// What it asks for in `Retry-After`, ten minutes at the most.
    package let retryAfter: Duration?
  }

  private let clients: DownloadClients

  /// - Parameter environment: for proxies and authorities; nil: that of this process.
  package init(environment: [String: String]? = nil) {
    clients = DownloadClients(environment: environment)
  }

  /// Sends a body and waits for the head of the answer, no longer than `timeout` for both. What the
  /// server has to say besides is not read: it could take for ever.
  ///
  /// - Throws: `HostError` in words that hold nothing of the URL's query.
  package func post(
    _ body: [UInt8], to url: String, headers: [String: String], timeout: Duration
  ) async throws(HostError) -> Answer {
    let address: WebAddress
    do { address = try WebAddress(url) } catch {
      throw HostError(.refused, "post to", "the webhook", because: error.message)
    }
    let (client, prepared) = try clients.request(for: address)
    var request = prepared
    request.method = .POST
    for (name, value) in headers.sorted(by: { $0.key < $1.key }) {
      request.headers.add(name: name, value: value)
    }
    request.body = .bytes(body)
    let end = timeout.components
    let limit = TimeAmount.nanoseconds(
      min(end.seconds, 3600) * 1_000_000_000 + end.attoseconds / 1_000_000_000)
    do {
      let response = try await client.execute(request, timeout: limit)
      let wait = response.headers.first(name: "Retry-After").flatMap {
        HTTPDate.retryAfter($0, nowSeconds: LocalClock.wallSeconds())
      }
      return Answer(status: Int(response.status.code), retryAfter: wait)
    } catch {
      if (error as? HTTPClientError) == .deadlineExceeded {
        throw HostError(.timedOut, "post to", "\(address)", because: Message.late(timeout))
      }
      let failure = DownloadErrors.failure(error, address).error
      throw HostError(
        failure.reason, "post to", failure.subject, because: failure.because,
        remedy: failure.remedy)
    }
  }

  /// Lets connections go; a later post is refused.
  package func close() { clients.close() }
}

private enum Message {
  static func late(_ timeout: Duration) -> String { "no answer within \(timeout)" }
}
