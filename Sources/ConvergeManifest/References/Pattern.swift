/// A name with wildcards: `*` stands for any characters but `/`, `**` for any, `**/` for any
/// directories or none; a whole `*` for every name.
struct Pattern {
  private enum Token {
    case byte(UInt8)
    case withinName, anything
    /// At a directory's beginning; the token behind it is `insideDirectory`.
    case directories
    case insideDirectory
  }

  private let tokens: [Token]
  /// What every name that matches begins with.
  let prefix: [UInt8]

  static func isPattern(_ name: String) -> Bool { name.utf8.contains(UInt8(ascii: "*")) }

  init(_ text: String) {
    var tokens: [Token] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.first {
      if text == "*" || (rest.starts(with: "**".utf8) && !rest.starts(with: "**/".utf8)) {
        tokens.append(.anything)
        rest = rest.dropFirst(2)
      } else if rest.starts(with: "**/".utf8) {
        tokens += [.directories, .insideDirectory]
        rest = rest.dropFirst(3)
      } else {
        tokens.append(byte == UInt8(ascii: "*") ? .withinName : .byte(byte))
        rest = rest.dropFirst()
      }
    }
    self.tokens = tokens
    prefix = Array(text.utf8.prefix { $0 != UInt8(ascii: "*") })
  }

  func matches(_ name: String) -> Bool {
    var states = [Bool](repeating: false, count: tokens.count + 1)
    enter(0, &states)
    for byte in name.utf8 {
      var next = [Bool](repeating: false, count: tokens.count + 1)
      for (state, token) in tokens.enumerated() where states[state] {
        switch token {
        case .byte(let wanted): if byte == wanted { enter(state + 1, &next) }
        case .withinName: if byte != UInt8(ascii: "/") { enter(state, &next) }
        case .anything: enter(state, &next)
        case .directories:
          if byte == UInt8(ascii: "/") { enter(state, &next) } else { next[state + 1] = true }
        case .insideDirectory:
          if byte == UInt8(ascii: "/") { enter(state - 1, &next) } else { next[state] = true }
        }
      }
      states = next
    }
    return states[tokens.count]
  }

  /// Marks a state, and those that are reached from it without a character.
  private func enter(_ start: Int, _ states: inout [Bool]) {
    var state = start
    while true {
      states[state] = true
      guard state < tokens.count else { return }
      switch tokens[state] {
      case .withinName, .anything: state += 1
      case .directories: state += 2
      case .byte, .insideDirectory: return
      }
    }
  }
}
