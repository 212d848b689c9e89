internal import ConvergeCore

/// Fetches one file, again and again while that may help.
struct FileTransfer {
  let host: Host
  let address: WebAddress
  let path: String
  let run: RunID
  let limits: FetchLimits
  /// Whether caches on the way are asked to look again.
  let isFresh: Bool
  let progress: @Sendable (String) -> Void
  let goesOn: @Sendable () -> Bool

  func run() async throws(HostError) -> Downloaded {
    let start = host.clock.now().monotonicNanoseconds
    var failures = 0
    while true {
      try requireWanted()
      let failure: DownloadFailure
      do throws(DownloadFailure) {
        let download = download(remaining: remaining(since: start))
        return try await host.downloads.fetch(download, to: path)
      } catch {
        failure = error
      }
      failures += 1
      guard failure.isPassing else { throw failure.error }
      let delay = limits.delay(
        afterFailure: failures, retryAfter: failure.retryAfter, run: run.description,
        subject: address.text)
      guard failures < limits.tries, delay < remaining(since: start) else {
        throw Message.givenUp(failure.error, failures)
      }
      progress(Message.waits(failure.error, delay))
      try await wait(delay)
    }
  }

  /// Nobody who wants to stop is kept waiting.
  private func wait(_ delay: Duration) async throws(HostError) {
    var rest = delay
    while rest > .zero {
      try requireWanted()
      let part = min(rest, .seconds(1))
      try await host.clock.sleep(for: part)
      rest -= part
    }
  }

  private func requireWanted() throws(HostError) {
    guard goesOn() else {
      throw HostError(.interrupted, "fetch", "\(address)", because: Message.interrupted)
    }
  }

  private func remaining(since start: UInt64) -> Duration {
    let now = host.clock.now().monotonicNanoseconds
    return limits.patience - .nanoseconds(Int64(clamping: now - min(start, now)))
  }

  private func download(remaining: Duration) -> Download {
    var download = Download(url: address.text)
    download.deadline = min(limits.deadline, remaining)
    download.stall = limits.stall
    download.limitBytes = limits.fileBytes
    download.goesOn = goesOn
    if isFresh { download.headers = [(name: "Cache-Control", value: "no-cache")] }
    return download
  }
}

private enum Message {
  static let interrupted = "the run was interrupted"
  static func givenUp(_ error: HostError, _ tries: Int) -> HostError {
    HostError(
      error.reason, error.operation, error.subject,
      because: tries == 1 ? error.because : "\(error.because), after \(tries) attempts",
      remedy: error.remedy)
  }
  static func waits(_ error: HostError, _ delay: Duration) -> String {
    "\(error.because); trying again in \(max(1, delay.wholeMilliseconds / 1000)) s"
  }
}
