package import ConvergeCore
internal import ConvergeReport

/// One request to a webhook.
package struct WebhookRequest: Sendable, Equatable {
  package let url: String
  package let timeout: Duration
  package let headers: [String: String]
  package let body: [UInt8]

  /// - Parameter run: whose report it is: whoever gets it twice knows by the key (draft of the IETF's
  ///   HTTPAPI group, The Idempotency-Key HTTP Header Field).
  init(_ webhook: ReportDestinations.Webhook, run: String, body: [UInt8]) {
    url = webhook.url
    timeout = webhook.timeout
    headers = [
      "Content-Type": "application/json", "User-Agent": "converge/\(ownVersion)",
      "Idempotency-Key": "\"\(run)\"",
    ]
    self.body = body
  }
}

/// What came of a request.
package enum WebhookAnswer: Sendable, Equatable {
  case status(Int, retryAfter: Duration?)
  /// No answer. Another attempt may help, unless it is lasting: an address that is wrong, a
  /// certificate that nobody vouches for.
  case broken(HostError)
}

/// What is to be done about an answer.
package enum WebhookVerdict: Sendable, Equatable {
  case delivered
  /// Tried again, not before the time that was asked for.
  case again(after: Duration?, because: String)
  /// It will never be taken: other statuses of the client's fault (RFC 9110, 15.5).
  case refused(because: String)

  package init(_ answer: WebhookAnswer) {
    switch answer {
    case .status(200..<300, _): self = .delivered
    case .status(let status, let wait) where [408, 425, 429].contains(status) || status >= 500:
      self = .again(after: wait, because: Message.status(status))
    // Somebody has to look at the password or the address; what is kept may be taken then.
    case .status(let status, _) where [401, 403, 404, 407].contains(status):
      self = .again(after: nil, because: Message.status(status))
    case .status(let status, _): self = .refused(because: Message.status(status))
    case .broken(let error): self = .again(after: nil, because: error.because)
    }
  }
}

extension WebhookRequest {
  /// The report as it is sent; without diffs where it would be too long otherwise, and nil where
  /// that does not help.
  static func body(of report: Report, limitBytes: Int) -> [UInt8]? {
    let whole = Array(report.json(isIndented: false).utf8)
    if whole.count <= limitBytes { return whole }
    var brief = report
    for resource in brief.resources.indices {
      for change in brief.resources[resource].changes.indices {
        guard let diff = brief.resources[resource].changes[change].diff else { continue }
        let lines = diff.utf8.count { $0 == 0x0A } + 1
        brief.resources[resource].changes[change].diff = ""
        brief.resources[resource].changes[change].linesCut =
          lines + (brief.resources[resource].changes[change].linesCut ?? 0)
      }
    }
    let short = Array(brief.json(isIndented: false).utf8)
    return short.count <= limitBytes ? short : nil
  }
}

private enum Message {
  static func status(_ status: Int) -> String { "it answers with status \(status)" }
}
