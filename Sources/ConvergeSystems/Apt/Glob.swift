/// A shell pattern over text: `*`, `?`, `[a-z]`, `[!a]` (glob(7)); no character is special to it
/// otherwise.
package struct Glob: Hashable, Sendable {
  private let pattern: [Character]

  package init(_ pattern: String) { self.pattern = Array(pattern) }

  /// Whether text has anything that makes a pattern of it.
  package static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

  package func matches(_ text: String) -> Bool {
    let characters = Array(text)
    var (here, there) = (0, 0)
    var star: (pattern: Int, text: Int)?
    while there < characters.count {
      if here < pattern.count, pattern[here] == "*" {
        star = (here, there)
        here += 1
      } else if let next = step(at: here, over: characters[there]) {
        here = next
        there += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        here = last.pattern + 1
        there = last.text + 1
      } else {
        return false
      }
    }
    return pattern[here...].allSatisfy { $0 == "*" }
  }

  /// The place behind the element at `index` if that takes `character`.
  private func step(at index: Int, over character: Character) -> Int? {
    guard index < pattern.count else { return nil }
    switch pattern[index] {
    case "?": return index + 1
    case "[":
      guard let set = set(at: index) else { return character == "[" ? index + 1 : nil }
      return set.takes(character) ? set.end : nil
    case let literal: return literal == character ? index + 1 : nil
    }
  }

  private struct CharacterSet {
    let ranges: [ClosedRange<Character>]
    let isNegated: Bool
    let end: Int
    func takes(_ character: Character) -> Bool {
      ranges.contains { $0.contains(character) } != isNegated
    }
  }

  private func set(at index: Int) -> CharacterSet? {
    var next = index + 1
    let isNegated = next < pattern.count && (pattern[next] == "!" || pattern[next] == "^")
    if isNegated { next += 1 }
    var ranges: [ClosedRange<Character>] = []
    while next < pattern.count, pattern[next] != "]" || ranges.isEmpty {
      let low = pattern[next]
      if next + 2 < pattern.count, pattern[next + 1] == "-", pattern[next + 2] != "]" {
        let high = pattern[next + 2]
        if low <= high { ranges.append(low...high) }
        next += 3
      } else {
        ranges.append(low...low)
        next += 1
      }
    }
    guard next < pattern.count else { return nil }
    return CharacterSet(ranges: ranges, isNegated: isNegated, end: next + 1)
  }
}
