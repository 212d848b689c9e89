internal import ConvergeCore
internal import ConvergeEngine
internal import Synchronization

/// A live line on a terminal: how far a run is, and what it is doing. Nothing in a pipe.
final class Progress: Sendable {
  private struct Content {
    var ended = 0
    var underWay: [(reference: Reference, doing: String)] = []
    var lastShown: ContinuousClock.Instant?
  }

  private let line: LiveLine
  private let total: Int
  private let content = Mutex(Content())

  init(total: Int, on console: Console = .error, isWanted: Bool = true) {
    self.total = total
    line = LiveLine(on: console, isWanted: isWanted)
  }

  /// Takes over what happens.
  func observe(_ event: EngineOptions.Event) {
    guard line.isLive else { return }
    content.withLock { content in
      switch event {
      case .began(let reference): content.underWay.append((reference, ""))
      case .progress(let reference, let text):
        for index in content.underWay.indices
        where content.underWay[index].reference == reference {
          content.underWay[index].doing = text
        }
      case .ended(let reference, _):
        content.ended += 1
        content.underWay.removeAll { $0.reference == reference }
      }
      show(&content)
    }
  }

  /// Takes the line away, before anything else is written.
  func clear() { line.clear() }

  /// At most ten times a second.
  private func show(_ content: inout Content) {
    let now = ContinuousClock.now
    if let last = content.lastShown, now - last < .milliseconds(100) { return }
    content.lastShown = now
    let doing = content.underWay.map { item in
      item.doing.isEmpty ? "\(item.reference)" : "\(item.reference): \(item.doing)"
    }
    line.show("\(content.ended)/\(total)  \(doing.joined(separator: " · "))")
  }
}
