/// Which line of a text is meant, and what becomes of it.
struct LineEdit: Sendable {
  enum Multiple: String, Sendable, CaseIterable { case refuse, first, last, merge }
  enum Location: String, Sendable, CaseIterable { case start, end }

  enum Outcome: Sendable, Equatable {
    case asDeclared
    /// The whole text is to be `text`; `old` are the lines that go, none where one is added.
    case changed(text: [UInt8], old: [String])
    /// Several lines match, and not all are as declared; their numbers from one.
    case ambiguous([Int])
  }

  let isPresent: Bool
  /// nil only where it is absent.
  let line: String?
  let match: LinePattern?
  let multiple: Multiple
  let insertAfter: LinePattern?
  let insertBefore: LinePattern?
  let location: Location

  /// What is to be done to a text.
  func outcome(in bytes: [UInt8]) -> Outcome {
    let text = LineText(bytes)
    let found = rows(of: text)
    guard isPresent, let line else {
      if found.isEmpty { return .asDeclared }
      return .changed(text: text.removing(Set(found)), old: found.map(text.line))
    }
    let wanted = Array(line.utf8)
    guard !found.isEmpty else { return .changed(text: inserting(wanted, into: text), old: []) }
    let others = found.filter { text.body($0) != wanted[...] }
    switch multiple {
    case .refuse where others.isEmpty: return .asDeclared
    case .refuse where found.count > 1: return .ambiguous(found.map { $0 + 1 })
    case .refuse, .last: return replacing(found[found.count - 1], with: wanted, in: text)
    case .first: return replacing(found[0], with: wanted, in: text)
    case .merge: return merging(found, into: wanted, in: text)
    }
  }

  /// Whether the line that is meant is there, however it reads.
  func finds(in bytes: [UInt8]) -> Bool { !rows(of: LineText(bytes)).isEmpty }

  private func rows(of text: LineText) -> [Int] {
    guard let match else {
      let wanted = Array((line ?? "").utf8)
      return (0..<text.count).filter { text.body($0) == wanted[...] }
    }
    return (0..<text.count).filter { match.matches(text.body($0)) }
  }

  private func replacing(_ row: Int, with wanted: [UInt8], in text: LineText) -> Outcome {
    if text.body(row) == wanted[...] { return .asDeclared }
    return .changed(text: text.replacing(row, with: wanted), old: [text.line(row)])
  }

  /// One line in the place of one that reads so already, or else of the last.
  private func merging(_ found: [Int], into wanted: [UInt8], in text: LineText) -> Outcome {
    let kept = found.last { text.body($0) == wanted[...] } ?? found[found.count - 1]
    let others = Set(found).subtracting([kept])
    if others.isEmpty { return replacing(kept, with: wanted, in: text) }
    let old = found.filter { others.contains($0) || text.body($0) != wanted[...] }.map(text.line)
    let position = kept - others.count { $0 < kept }
    let rest = LineText(text.removing(others))
    return .changed(text: rest.replacing(position, with: wanted), old: old)
  }

  private func inserting(_ wanted: [UInt8], into text: LineText) -> [UInt8] {
    let rows = 0..<text.count
    if let insertAfter, let row = rows.last(where: { insertAfter.matches(text.body($0)) }) {
      return text.inserting(wanted, before: row + 1)
    }
    if let insertBefore, let row = rows.first(where: { insertBefore.matches(text.body($0)) }) {
      return text.inserting(wanted, before: row)
    }
    return text.inserting(wanted, before: location == .start ? 0 : text.count)
  }
}
