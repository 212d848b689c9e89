internal import ConvergeCore

/// Fetches a bundle, a few times where that may help.
struct SourceTransfer {
  let host: Host
  let address: WebAddress
  let path: String
  let limits: SourceLimits

  /// - Parameter tag: of what one has already.
  func run(unless tag: String?) async throws(HostError) -> Downloaded {
    var download = Download(url: address.text)
    download.deadline = limits.deadline
    download.stall = limits.stall
    download.limitBytes = Int64(limits.fileBytes)
    download.knownTag = tag
    var delay = limits.firstDelay
    for attempt in 1... {
      do throws(DownloadFailure) {
        return try await host.downloads.fetch(download, to: path)
      } catch {
        let wait = max(delay, error.retryAfter ?? .zero)
        guard error.isPassing, attempt < limits.tries, wait <= limits.longestDelay else {
          throw error.error
        }
        try await host.clock.sleep(for: wait)
        delay *= 2
      }
    }
    preconditionFailure("attempts without an end have ended")
  }
}
