package import ConvergeCore

extension SimulatedHost {
  /// What a URL is answered with, one after the other; the last one again and again.
  package func serve(_ url: String, _ answers: [Result<[UInt8], DownloadFailure>]) {
    serve(
      url,
      answers.map { answer in
        switch answer {
        case .success(let content): .file(content)
        case .failure(let failure): .fails(failure)
        }
      })
  }

  /// The same, with servers that break.
  package func serve(_ url: String, _ answers: [SimulatedAnswer]) {
    part(SimulatedServers.self, orNew: SimulatedServers.init).put(url, answers)
  }

  /// All that was asked of servers, the first request first.
  package var requests: [Download] { part(SimulatedServers.self)?.requests ?? [] }
}

/// Fetches what `serve` has put there. A part that is there is taken up, as from a server that takes
/// whatever it has now for the same file.
package struct SimulatedDownloads: Downloader {
  let machine: SimulatedHost

  package func fetch(
    _ download: Download, to path: String
  ) async throws(DownloadFailure) -> Downloaded {
    await machine.pause()
    let servers = machine.part(SimulatedServers.self, orNew: SimulatedServers.init)
    let address: WebAddress
    do { address = try WebAddress(download.url) } catch {
      throw lasting(HostError(.refused, "fetch", "a file", because: error.message))
    }
    do throws(HostError) { try machine.requireRunning("fetch \(address)") } catch {
      throw lasting(error)
    }
    switch servers.next(download) {
    case nil:
      throw lasting(
        HostError(.notFound, "fetch", "\(address)", because: "the server answers 404 Not Found"))
    case .fails(let failure): throw failure
    case .broken(let content):
      _ = try keep(content, of: download, at: path, "\(address)")
      throw DownloadFailure(
        HostError(
          .unavailable, "fetch", "\(address)", because: "the connection was closed in the middle"),
        isPassing: true)
    case .tagged(let tag, _) where tag == download.knownTag: return Downloaded(unchanged: tag)
    case .tagged(let tag, let content):
      let (whole, resumed) = try keep(content, of: download, at: path, "\(address)")
      return Downloaded(
        sha256: Digest(of: whole).hexadecimal, sizeBytes: Int64(whole.count),
        resumedBytes: Int64(resumed), tag: tag)
    case .file(let content):
      let (whole, resumed) = try keep(content, of: download, at: path, "\(address)")
      return Downloaded(
        sha256: Digest(of: whole).hexadecimal, sizeBytes: Int64(whole.count),
        resumedBytes: Int64(resumed))
    }
  }

  /// Writes what comes behind what is there.
  ///
  /// - Returns: all of it, and how much of it was there.
  private func keep(
    _ content: [UInt8], of download: Download, at path: String, _ subject: String
  ) throws(DownloadFailure) -> ([UInt8], Int) {
    let (files, note) = (machine.files, Download.validatorPath(of: path))
    do throws(HostError) {
      var earlier: [UInt8] = []
      if try files.status(path) != nil {
        if try files.status(note) != nil { earlier = try files.read(path, limitBytes: .max) }
        try files.remove(path)
      }
      let whole = earlier + content.dropFirst(earlier.count)
      guard Int64(whole.count) <= download.limitBytes else {
        throw HostError(.tooLarge, "fetch", subject, because: "it is larger than the limit")
      }
      try stage(whole, at: path)
      if try files.status(note) == nil { try stage(Array("\"v1\"".utf8), at: note) }
      return (whole, earlier.count)
    } catch {
      throw lasting(error)
    }
  }

  private func stage(_ content: [UInt8], at path: String) throws(HostError) {
    try machine.files.stage(
      Candidate(
        content: content, mode: 0o600, owner: FileOwner(user: nil, group: nil), likeness: nil),
      at: path)
  }

  private func lasting(_ error: HostError) -> DownloadFailure {
    DownloadFailure(error, isPassing: false)
  }
}
