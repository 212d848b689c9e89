/// Fetches files from servers.
package protocol Downloader: Sendable {
  /// Fetches one file into `path`, a file that is ours alone, taking up what an earlier attempt has
  /// left there where the server still has the same.
  ///
  /// One attempt. What has come by then stays for the next one, whatever ends it. By what the server
  /// knows the same file again is in `Download.validatorPath(of:)`; whoever removes or renames the
  /// file removes that too. When this returns, all bytes are durable.
  ///
  /// - Throws: `HostError`: `unavailable` where another attempt may help (no connection, a broken or
  ///   stalled transfer, 408, 425, 429, 500, 502, 503, 504), with the server's `Retry-After` in
  ///   `DownloadFailure`; `notFound`, `denied`, `refused` where none will; `tooLarge` past the
  ///   limit, `timedOut` past the deadline, `interrupted` where the task was cancelled. Its words
  ///   never hold a URL's query, which can be a token.
  func fetch(_ download: Download, to path: String) async throws(DownloadFailure) -> Downloaded
}

/// A file that is wanted.
package struct Download: Sendable, Equatable {
  /// `https://…` or `http://…`, as `WebAddress` reads it.
  package var url: String
  /// For that server alone: they are left out where it redirects to another one.
  package var headers: [(name: String, value: String)] = []
  /// For the whole transfer.
  package var deadline: Duration = .seconds(600)
  /// The longest time in which nothing comes.
  package var stall: Duration = .seconds(30)
  package var limitBytes: Int64 = 1 << 30
  /// The entity tag of what one has already (RFC 9110, 13.1.2): where the server still has the same,
  /// nothing is fetched, and `Downloaded.isUnchanged` says so.
  package var knownTag: String?
  /// Asked now and then; false: it is given up as interrupted.
  package var goesOn: @Sendable () -> Bool = { true }

  package init(url: String) { self.url = url }

  /// Where it stands beside a file by what the server knows that again.
  package static func validatorPath(of path: String) -> String { "\(path).etag" }

  package static func == (left: Download, right: Download) -> Bool {
    left.url == right.url && left.headers.map(\.name) == right.headers.map(\.name)
      && left.headers.map(\.value) == right.headers.map(\.value)
      && left.deadline == right.deadline && left.stall == right.stall
      && left.limitBytes == right.limitBytes && left.knownTag == right.knownTag
  }
}

/// A file that has come.
package struct Downloaded: Sendable, Equatable {
  /// Of the whole file, hexadecimal.
  package let sha256: String
  package let sizeBytes: Int64
  /// How much of it an earlier attempt had left.
  package let resumedBytes: Int64
  /// The entity tag that the server has given it, weak or strong.
  package let tag: String?
  /// Whether it is what `Download.knownTag` stands for: then nothing has come, and the file is as it
  /// was before.
  package let isUnchanged: Bool

  package init(sha256: String, sizeBytes: Int64, resumedBytes: Int64, tag: String? = nil) {
    self.sha256 = sha256
    self.sizeBytes = sizeBytes
    self.resumedBytes = resumedBytes
    self.tag = tag
    isUnchanged = false
  }

  /// What one has already, by its tag.
  package init(unchanged tag: String) {
    sha256 = ""
    (sizeBytes, resumedBytes) = (0, 0)
    self.tag = tag
    isUnchanged = true
  }
}

/// Why an attempt failed.
package struct DownloadFailure: Error, Sendable, Equatable {
  package let error: HostError
  /// Whether another attempt may help.
  package let isPassing: Bool
  /// What the server asks to wait before it, at most ten minutes.
  package let retryAfter: Duration?

  package init(_ error: HostError, isPassing: Bool, retryAfter: Duration? = nil) {
    self.error = error
    self.isPassing = isPassing
    self.retryAfter = retryAfter
  }
}
