internal import ConvergeReport
internal import Synchronization

/// A line on a terminal that says what is being done just now. Nothing in a pipe.
final class LiveLine: Sendable {
  private let console: Console
  let isLive: Bool
  private let isShown = Mutex(false)

  init(on console: Console = .error, isWanted: Bool = true) {
    self.console = console
    isLive = isWanted && console.isTerminal
  }

  /// Says something in the place of what was said before.
  func show(_ text: String) {
    guard isLive else { return }
    isShown.withLock { isShown in
      isShown = true
      console.write("\r\u{1B}[K\(Self.cut(text.visible, to: (console.columns ?? 80) - 1))")
    }
  }

  /// Takes the line away, before anything else is written.
  func clear() {
    isShown.withLock { isShown in
      if isShown { console.write("\r\u{1B}[K") }
      isShown = false
    }
  }

  /// As much as has room on one line: a line that wraps cannot be taken away.
  private static func cut(_ line: String, to columns: Int) -> String {
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
