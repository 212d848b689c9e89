internal import ConvergeCore

/// Downloads over HTTP and HTTPS.
struct LocalDownloads: Downloader {
  func fetch(_ download: Download, to path: String) async throws(DownloadFailure) -> Downloaded {
    throw DownloadFailure(
      HostError(.unavailable, "fetch", download.url, because: "not there yet"), isPassing: false)
  }

  func close() async {}
}
