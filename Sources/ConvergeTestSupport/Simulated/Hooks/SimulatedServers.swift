internal import ConvergeCore
internal import Synchronization

/// What the servers of the simulated network have.
final class SimulatedServers: Sendable {
  private struct State {
    var answers: [String: [SimulatedAnswer]] = [:]
    var requests: [Download] = []
  }

  private let state = Mutex(State())

  func put(_ url: String, _ new: [SimulatedAnswer]) {
    state.withLock { $0.answers[url] = new }
  }

  /// The next answer; nil where nothing was put there.
  func next(_ download: Download) -> SimulatedAnswer? {
    state.withLock { state in
      state.requests.append(download)
      guard let first = state.answers[download.url]?.first else { return nil }
      if state.answers[download.url]?.count ?? 0 > 1 {
        state.answers[download.url]?.removeFirst()
      }
      return first
    }
  }

  var requests: [Download] { state.withLock { $0.requests } }
}
