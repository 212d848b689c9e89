internal import AsyncHTTPClient
internal import ConvergeCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import NIOSSL

/// What broke a transfer, in words that hold nothing of a URL's query.
enum DownloadErrors {
  /// The failure that whatever the client has thrown means.
  static func failure(_ error: any Error, _ address: WebAddress) -> DownloadFailure {
    switch error {
    case let failure as DownloadFailure: failure
    case let error as HostError: lasting(error)
    case is CancellationError: interrupted(address)
    case let error as HTTPClientError: failure(ofClient: error, address)
    case let error as NIOConnectionError: failure(ofConnecting: error, address)
    case let error as IOError: passing(address, SystemFailure.text(error.errnoCode))
    case is NIOSSLError, is NIOSSLExtraError, is BoringSSLError:
      failure(ofEncryption: error, address)
    case HTTPParserError.invalidEOFState, is ChannelError: passing(address, Message.broken)
    case is HTTPParserError:
      lasting(HostError(.refused, "fetch", "\(address)", because: Message.noHTTP))
    default: passing(address, Message.other("\(type(of: error))"))
    }
  }

  /// Another attempt may help.
  static func passing(
    _ address: WebAddress, _ because: String, retryAfter: Duration? = nil
  ) -> DownloadFailure {
    DownloadFailure(
      HostError(.unavailable, "fetch", "\(address)", because: because), isPassing: true,
      retryAfter: retryAfter)
  }

  /// None will.
  static func lasting(_ error: HostError) -> DownloadFailure {
    DownloadFailure(error, isPassing: false)
  }

  static func interrupted(_ address: WebAddress) -> DownloadFailure {
    lasting(HostError(.interrupted, "fetch", "\(address)", because: Message.interrupted))
  }

  private static func failure(
    ofClient error: HTTPClientError, _ address: WebAddress
  ) -> DownloadFailure {
    switch error {
    case .cancelled: interrupted(address)
    case .remoteConnectionClosed, .uncleanShutdown: passing(address, Message.broken)
    case .connectTimeout: passing(address, Message.silent)
    case .proxyAuthenticationRequired:
      lasting(HostError(.denied, "fetch", "\(address)", because: Message.proxyDenies))
    case .invalidProxyResponse, .httpProxyHandshakeTimeout:
      passing(address, Message.proxyFails)
    default: passing(address, Message.other(error.shortDescription))
    }
  }

  private static func failure(
    ofConnecting error: NIOConnectionError, _ address: WebAddress
  ) -> DownloadFailure {
    guard let first = error.connectionErrors.first else {
      return passing(address, Message.unknownName)
    }
    if case ChannelError.connectTimeout = first.error { return passing(address, Message.silent) }
    return failure(first.error, address)
  }

  /// A certificate that is no good stays so; anything else of a handshake can be a bad line.
  private static func failure(
    ofEncryption error: any Error, _ address: WebAddress
  ) -> DownloadFailure {
    let text = "\(error)"
    let isOfCertificate =
      error is NIOSSLExtraError || text.contains("CERTIFICATE_VERIFY_FAILED")
      || text.contains("unableToValidateCertificate")
    if isOfCertificate {
      return lasting(
        HostError(
          .refused, "fetch", "\(address)", because: Message.certificate,
          remedy: Message.authorities))
    }
    return passing(address, Message.handshake)
  }
}

private enum Message {
  static let interrupted = "converge was told to stop"
  static let broken = "the connection was closed in the middle"
  static let silent = "no connection within 30 seconds"
  static let unknownName = "the host's name is not known"
  static let proxyDenies = "the proxy wants a user and a password, or other ones"
  static let proxyFails = "the proxy makes no connection to it"
  static let noHTTP = "what answers does not speak HTTP"
  static let certificate = "the server's certificate cannot be verified"
  static let authorities =
    "install ca-certificates, or name the file of its authority in SSL_CERT_FILE"
  static let handshake = "no encrypted connection comes about"
  static func other(_ what: String) -> String { "the transfer failed: \(what)" }
}
