package import ConvergeCore

/// Problems for a person: each with its place, the source line with the place underlined, and what
/// would be right (`language.md`, section 10).
package struct ProblemText {
  let diagnostics: Diagnostics
  /// The lines that places point to, by file and number from one.
  private let sources: [String: [Int: String]]
  private let style: Style
  private let limit: Int

  /// - Parameters:
  ///   - sources: the texts that places point into, by the names that the places use. A place in a
  ///     text that is not here is told without its line.
  ///   - limit: how many are told; the rest is counted.
  package init(
    _ diagnostics: Diagnostics, sources: [String: [UInt8]] = [:], style: Style = .plain,
    limit: Int = .max
  ) {
    self.diagnostics = diagnostics
    self.limit = limit
    var named: [String: Set<Int>] = [:]
    for item in diagnostics.items {
      for place in [item.place] + item.related.map(\.place) {
        if let place { named[place.file, default: []].insert(place.line) }
      }
    }
    var found: [String: [Int: String]] = [:]
    for (file, numbers) in named {
      found[file] = sources[file].map { SourceLine.lines(numbers, of: $0) }
    }
    self.sources = found
    self.style = style
  }

  /// In the order of their places, and how many they are; empty where there are none.
  package var text: String {
    guard !diagnostics.items.isEmpty else { return "" }
    let items = diagnostics.items.enumerated()
      .map { (key: Key($0.element.place), offset: $0.offset, item: $0.element) }
      .sorted { ($0.key, $0.offset) < ($1.key, $1.offset) }
    let blocks = items.prefix(limit).map { text(of: $0.item) }
    let rest = items.count - blocks.count
    let more = rest > 0 ? "… \(rest) more\n" : ""
    return blocks.joined(separator: "\n\n") + "\n\n" + more + count + "\n"
  }

  private func text(of diagnostic: Diagnostic) -> String {
    let ink: Style.Ink =
      switch diagnostic.severity {
      case .error: .red
      case .warning: .yellow
      case .note: .cyan
      }
    let word = style.paint(diagnostic.severity.rawValue, ink)
    let related = diagnostic.related
    let gutter =
      ([diagnostic.place] + related.map(\.place)).map { "\($0?.line ?? 0)".count }
      .max() ?? 1
    var lines = ["\(word): \(style.bold(diagnostic.message.visible))"]
    if let place = diagnostic.place {
      lines += excerpt(
        place, hint: diagnostic.hint, gutter: gutter, ink: ink, isHidden: diagnostic.hidesLine)
    } else if let hint = diagnostic.hint {
      lines.append("  = \(hint.visible)")
    }
    for other in related {
      lines.append("\(style.paint("note", .cyan)): \(other.message.visible)")
      lines += excerpt(other.place, hint: nil, gutter: gutter, ink: .cyan)
    }
    return lines.joined(separator: "\n")
  }

  /// The place, and the line it stands in if that is known.
  private func excerpt(
    _ place: Place, hint: String?, gutter: Int, ink: Style.Ink, isHidden: Bool = false
  ) -> [String] {
    let space = String(repeating: " ", count: gutter)
    let arrow = "\(space)--> \(place.file.visible):\(place.line):\(place.column)"
    guard !isHidden, let text = sources[place.file]?[place.line] else {
      return [arrow] + (hint.map { ["\(space) = \($0.visible)"] } ?? [])
    }
    let line = SourceLine(text, column: place.column, length: place.length)
    let number = String(repeating: " ", count: gutter - "\(place.line)".count) + "\(place.line)"
    let mark =
      String(repeating: " ", count: line.markStart)
      + style.paint(String(repeating: "^", count: line.markLength), ink)
    let told = hint.map { " \($0.visible)" } ?? ""
    return [arrow, "\(space) |", "\(number) | \(line.text)", "\(space) | \(mark)\(told)"]
  }

  /// `3 problems`, `1 problem, 2 warnings`.
  private var count: String {
    let errors = diagnostics.items.count { $0.severity == .error }
    let warnings = diagnostics.items.count { $0.severity == .warning }
    let parts = [
      errors > 0 || warnings == 0 ? counted(errors, "problem") : nil,
      warnings > 0 ? counted(warnings, "warning") : nil,
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }

  private func counted(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}

/// By file, line and column; what has no place comes first.
private struct Key: Comparable {
  let file: String
  let line: Int
  let column: Int

  init(_ place: Place?) {
    file = place?.file ?? ""
    line = place?.line ?? 0
    column = place?.column ?? 0
  }

  static func < (left: Key, right: Key) -> Bool {
    (left.file, left.line, left.column) < (right.file, right.line, right.column)
  }
}
