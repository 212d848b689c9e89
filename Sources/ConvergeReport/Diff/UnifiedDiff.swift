/// The difference of two texts as a unified diff, line by line, without file names.
struct UnifiedDiff {
  /// Hunks with their headers; a line of each text that has no line break at its end is followed by
  /// `\ No newline at end of file`.
  let lines: [String]

  /// - Parameter context: how many equal lines are shown around a change.
  init(from old: String, to new: String, context: Int = 3) {
    let left = Self.split(old)
    let right = Self.split(new)
    let edits = EditScript(from: left, to: right).edits
    lines = Self.hunks(edits, context: context).flatMap { range in
      [Self.header(edits, range)] + range.flatMap { Self.shown(edits[$0], left, right) }
    }
  }

  /// Lines with their line breaks, so that a last line without one differs from one with it.
  private static func split(_ text: String) -> [Substring.UTF8View] {
    var lines: [Substring.UTF8View] = []
    var start = text.utf8.startIndex
    while start != text.utf8.endIndex {
      let end =
        text.utf8[start...].firstIndex(of: 0x0A).map(text.utf8.index(after:))
        ?? text.utf8.endIndex
      lines.append(text.utf8[start..<end])
      start = end
    }
    return lines
  }

  /// Ranges of edits that belong together: changes with no more than twice the context between.
  private static func hunks(_ edits: [Edit], context: Int) -> [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (index, edit) in edits.enumerated() {
      if case .keep = edit { continue }
      let near = max(0, index - context)..<min(edits.count, index + 1 + context)
      if let last = hunks.last, near.lowerBound <= last.upperBound {
        hunks[hunks.count - 1] = last.lowerBound..<near.upperBound
      } else {
        hunks.append(near)
      }
    }
    return hunks
  }

  /// `@@ -1,3 +1,4 @@`, with the numbers of POSIX diff: a count of one is left out, an empty range
  /// names the line before it.
  private static func header(_ edits: [Edit], _ range: Range<Int>) -> String {
    func side(_ isOn: (Edit) -> Bool) -> String {
      let before = edits[..<range.lowerBound].count(where: isOn)
      let count = edits[range].count(where: isOn)
      return switch count {
      case 0: "\(before),0"
      case 1: "\(before + 1)"
      default: "\(before + 1),\(count)"
      }
    }
    return "@@ -\(side(\.isInOld)) +\(side(\.isInNew)) @@"
  }

  private static func shown(
    _ edit: Edit, _ left: [Substring.UTF8View], _ right: [Substring.UTF8View]
  ) -> [String] {
    let (sign, line) =
      switch edit {
      case .keep(let index, _): (" ", left[index])
      case .remove(let index): ("-", left[index])
      case .insert(let index): ("+", right[index])
      }
    let hasBreak = line.last == 0x0A
    let text = String(decoding: hasBreak ? line.dropLast() : line, as: UTF8.self)
    return hasBreak ? [sign + text] : [sign + text, "\\ No newline at end of file"]
  }
}
