extension TextReport {
  private static let keptDiffLines = 40

  /// A resource with its changes and messages.
  func lines(of resource: ResourceReport, reasonColumn: Int) -> [String] {
    let symbol = style.paint(Wording.symbol(resource.outcome), Wording.ink(resource.outcome))
    let name = resource.ref.visible.padded(to: reasonColumn - 6)
    let reason = Wording.reason(resource, at: now)
    var lines = [trimmed("  \(symbol) \(name)  \(reason)")]
    if let description = resource.description, amount == .all {
      lines.append("      \(style.faint(description.visible))")
    }
    let changes = resource.changes.filter { amount == .all || !isToldBySymbol($0, resource) }
    let width = max(10, (changes.map(\.attribute.visible.columns).max() ?? 0) + 2)
    for change in changes { lines += self.lines(of: change, nameWidth: width) }
    if amount == .all || resource.outcome == .unknown {
      lines += resource.messages.map { "      \($0.visible)" }
    }
    return lines
  }

  /// That something is made or taken away.
  private func isToldBySymbol(_ change: ChangeReport, _ resource: ResourceReport) -> Bool {
    let isMadeOrGone: Set<Outcome> = [.created, .wouldCreate, .removed, .wouldRemove]
    return change.attribute == "state" && isMadeOrGone.contains(resource.outcome)
  }

  private func lines(of change: ChangeReport, nameWidth: Int) -> [String] {
    let name = "      " + change.attribute.visible.padded(to: nameWidth)
    guard let diff = change.diff else {
      return [name + Wording.values(change, inFull: amount == .all)]
    }
    let indent = String(repeating: " ", count: nameWidth + 6)
    return diffLines(diff, linesCut: change.linesCut ?? 0).enumerated().map { index, line in
      (index == 0 ? name : indent) + line
    }
  }

  /// A diff as it is shown; the header of a single hunk that begins the file says nothing.
  private func diffLines(_ diff: String, linesCut: Int) -> [String] {
    var lines = diff.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let headers = lines.filter { $0.hasPrefix("@@ ") }
    if headers.count == 1, isAtStart(headers[0]) { lines.removeFirst() }
    if diff.isEmpty { return ["no line differs"] }
    var rest = linesCut
    if amount != .all, lines.count > Self.keptDiffLines {
      rest += lines.count - Self.keptDiffLines
      lines = Array(lines.prefix(Self.keptDiffLines))
    }
    let shown = lines.map { line in
      let ink: Style.Ink? =
        switch line.first {
        case "+": .green
        case "-": .red
        case "@": .cyan
        default: nil
        }
      return style.paint(line.visibleLine, ink)
    }
    return rest == 0 ? shown : shown + ["… \(rest) more \(rest == 1 ? "line" : "lines")"]
  }

  private func isAtStart(_ header: String) -> Bool {
    ["@@ -1 ", "@@ -1,", "@@ -0,0 "].contains { header.hasPrefix($0) }
  }

  /// Every cause of failure once, with all that failed of it and all that was skipped for it.
  var failureLines: [String] {
    FailureGroup.all(of: report).flatMap { group in
      let failed = group.failed.map { resource in
        let aside = resource.counts ? "" : "  (ignored)"
        let tries = resource.attempts > 1 ? "  (\(resource.attempts) attempts)" : ""
        return "  \(style.paint("x", .red)) \(resource.ref.visible)\(tries)\(aside)"
      }
      let messages = group.failed.flatMap { resource in
        (resource.likelyBecause.map { ["likely because of \($0)"] } ?? []) + resource.messages
      }
      let why =
        group.explanation
        + (messages.count > 20 && amount != .all
          ? messages.prefix(20) + ["… \(messages.count - 20) more lines"] : messages)
      // A service's last words are lines of their own.
      let lines = why.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
      return failed + lines.map { "      \(String($0).visible)" } + skipped(group)
    }
  }

  private func skipped(_ group: FailureGroup) -> [String] {
    guard !group.skipped.isEmpty else { return [] }
    let kept = amount == .all ? group.skipped.count : 10
    let names = group.skipped.prefix(kept).map(\.ref.visible).joined(separator: ", ")
    let rest = group.skipped.count - kept
    let word =
      if !group.failed.isEmpty { "      skipped for it" } else {
        report.isInterrupted ? "  not begun" : "  skipped"
      }
    return ["\(word): \(names)\(rest > 0 ? " and \(rest) more" : "")"]
  }
}

private func trimmed(_ line: String) -> String {
  var line = line
  while line.last == " " { line.removeLast() }
  return line
}
