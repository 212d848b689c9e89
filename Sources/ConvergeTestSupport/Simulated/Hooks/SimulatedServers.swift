internal import ConvergeCore
internal import Synchronization

/// What the servers of the simulated network have.
final class SimulatedServers: Sendable {
  private let answers = Mutex<[String: [Result<[UInt8], DownloadFailure>]]>([:])

  func put(_ url: String, _ new: [Result<[UInt8], DownloadFailure>]) {
    answers.withLock { $0[url] = new }
  }

  /// The next answer for a URL; nil where nothing was put there.
  func next(_ url: String) -> Result<[UInt8], DownloadFailure>? {
    answers.withLock { answers in
      guard let first = answers[url]?.first else { return nil }
      if answers[url]?.count ?? 0 > 1 { answers[url]?.removeFirst() }
      return first
    }
  }
}
