internal import ConvergeCore

/// Downloads whose every request is signed with an account's key, anew for each attempt: a signature
/// holds for a quarter of an hour.
struct SignedDownloads: Downloader {
  private let account: StorageAccount
  private let host: Host
  private let plain: any Downloader

  init(for account: StorageAccount, on host: Host) {
    self.account = account
    self.host = host
    plain = host.downloads
  }

  func fetch(_ download: Download, to path: String) async throws(DownloadFailure) -> Downloaded {
    var download = download
    let address: WebAddress
    do throws(WebAddressProblem) { address = try WebAddress(download.url) } catch {
      throw DownloadFailure(
        HostError(.refused, "fetch", "a blob", because: error.message), isPassing: false)
    }
    do throws(HostError) {
      // The signature covers a range, too; so each attempt asks for all of it.
      if try host.files.status(path) != nil { try host.files.remove(path) }
    } catch {
      throw DownloadFailure(error, isPassing: false)
    }
    let date = SharedKey.date(host.clock.now())
    download.headers += SharedKey.headers(for: address, of: account, at: date)
    return try await plain.fetch(download, to: path)
  }
}
