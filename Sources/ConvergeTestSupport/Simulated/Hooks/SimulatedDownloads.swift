package import ConvergeCore

extension SimulatedHost {
  /// What a URL is answered with, one after the other; the last one again and again.
  package func serve(_ url: String, _ answers: [Result<[UInt8], DownloadFailure>]) {
    let servers = part(SimulatedServers.self, orNew: SimulatedServers.init)
    servers.put(url, answers)
  }
}

/// Fetches what `serve` has put there.
package struct SimulatedDownloads: Downloader {
  let machine: SimulatedHost

  package func fetch(
    _ download: Download, to path: String
  ) async throws(DownloadFailure) -> Downloaded {
    await machine.pause()
    let servers = machine.part(SimulatedServers.self, orNew: SimulatedServers.init)
    guard let answer = servers.next(download.url) else {
      throw DownloadFailure(
        HostError(.notFound, "fetch", download.url, because: "the server answers 404 Not Found"),
        isPassing: false)
    }
    let content = try answer.get()
    do throws(HostError) {
      if try machine.files.status(path) != nil { try machine.files.remove(path) }
      try machine.files.stage(
        Candidate(
          content: content, mode: 0o600, owner: FileOwner(user: nil, group: nil), likeness: nil),
        at: path)
    } catch {
      throw DownloadFailure(error, isPassing: false)
    }
    return Downloaded(
      sha256: String(Digest(of: content).description.dropFirst("sha256:".count)),
      sizeBytes: Int64(content.count), resumedBytes: 0)
  }
}
