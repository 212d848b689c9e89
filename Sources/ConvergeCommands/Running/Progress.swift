internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeReport
internal import Synchronization

/// A live line on a terminal: how far a run is, and what it is doing. Nothing in a pipe.
final class Progress: Sendable {
  private struct Content {
    var ended = 0
    var underWay: [(reference: Reference, doing: String)] = []
    var isShown = false
    var lastShown: ContinuousClock.Instant?
  }

  private let console: Console
  private let total: Int
  private let isLive: Bool
  private let content = Mutex(Content())

  init(total: Int, on console: Console = .error, isWanted: Bool = true) {
    self.console = console
    self.total = total
    isLive = isWanted && console.isTerminal
  }

  /// Takes over what happens.
  func observe(_ event: EngineOptions.Event) {
    guard isLive else { return }
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
  func clear() {
    content.withLock { content in
      if content.isShown { console.write("\r\u{1B}[K") }
      content.isShown = false
    }
  }

  /// At most ten times a second.
  private func show(_ content: inout Content) {
    let now = ContinuousClock.now
    if let last = content.lastShown, now - last < .milliseconds(100) { return }
    content.lastShown = now
    content.isShown = true
    let doing = content.underWay.map { item in
      item.doing.isEmpty ? "\(item.reference)" : "\(item.reference): \(item.doing)"
    }
    let line = "\(content.ended)/\(total)  \(doing.joined(separator: " · "))"
    console.write("\r\u{1B}[K\(cut(line.visible, to: (console.columns ?? 80) - 1))")
  }

  /// As much as has room on one line: a line that wraps cannot be taken away.
  private func cut(_ line: String, to columns: Int) -> String {
    var shown = ""
    var used = 0
    for character in line {
      used += String(character).columns
      if used > columns { break }
      shown.append(character)
    }
    return shown
  }
}
