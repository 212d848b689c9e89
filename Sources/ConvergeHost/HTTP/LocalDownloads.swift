package import ConvergeCore

/// Downloads over HTTP and HTTPS (RFC 9110, RFC 9112).
///
/// Certificates are held against the system's authorities, or those in the file that the
/// environment's `SSL_CERT_FILE` names; proxies are those of the environment.
package final class LocalDownloads: Downloader {
  private let clients: DownloadClients
  private let files = LocalFiles()

  /// - Parameter environment: for proxies and authorities; nil: that of this process.
  package init(environment: [String: String]? = nil) {
    clients = DownloadClients(environment: environment)
  }

  package func fetch(
    _ download: Download, to path: String
  ) async throws(DownloadFailure) -> Downloaded {
    let address: WebAddress
    do { address = try WebAddress(download.url) } catch {
      throw DownloadFailure(
        HostError(.refused, "fetch", "a file", because: error.message), isPassing: false)
    }
    let watch = DownloadWatch(download)
    let attempt = DownloadAttempt(
      download: download, address: address, path: path, files: files, clients: clients,
      watch: watch)
    return try await Self.run(attempt, under: watch).get()
  }

  /// Lets the client's connections go; a later request is refused.
  package func close() { clients.close() }

  /// The attempt's outcome, or that it was ended. It is over when this returns: nobody writes the
  /// file any more.
  private static func run(
    _ attempt: DownloadAttempt, under watch: DownloadWatch
  ) async -> Result<Downloaded, DownloadFailure> {
    enum Event { case outcome(Result<Downloaded, DownloadFailure>), over(DownloadWatch.Expiry?) }
    return await withTaskGroup(of: Event.self) { group in
      group.addTask {
        do throws(DownloadFailure) {
          return .outcome(.success(try await attempt.run()))
        } catch {
          return .outcome(.failure(error))
        }
      }
      group.addTask { .over(await watch.expiry()) }
      var expiry: DownloadWatch.Expiry?
      while let event = await group.next() {
        switch event {
        case .over(let found):
          expiry = found
          group.cancelAll()
        case .outcome(let outcome):
          group.cancelAll()
          guard let expiry, case .failure = outcome else { return outcome }
          return .failure(attempt.failure(of: expiry))
        }
      }
      return .failure(DownloadErrors.interrupted(attempt.address))
    }
  }
}
