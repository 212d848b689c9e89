/// A report as Markdown, for a merge request or a chat.
package struct MarkdownReport {
  let report: Report
  let now: Timestamp

  package init(_ report: Report, now: Timestamp) {
    self.report = report
    self.now = now
  }

  /// The whole text, with a line break at its end.
  package var text: String {
    let count = report.resources.count
    let title = "## \(escaped(report.manifest.title)) on \(escaped(report.host.name))"
    let facts =
      "`converge \(report.verb.rawValue)` · \(count == 1 ? "1 resource" : "\(count) resources")"
      + " · \(report.started) · **\(counts)**"
    let blocks = [
      title, facts, list("Problems", problems), table, diffs, failures,
      list("Owed", report.owed.map { "`\(code($0.ref))`: because of \(codes($0.because))" }),
      list("No longer declared, left as they are", report.released.map { "`\(code($0))`" }),
      list("Notes", report.messages.map(escaped)),
    ]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  /// Notes say what is right as it is; of very many the first are enough.
  private var problems: [String] {
    let told = report.diagnostics.filter { $0.severity != "note" }.map(problem)
    return told.count > 100 ? told.prefix(100) + ["… \(told.count - 100) more"] : told
  }

  private func problem(_ diagnostic: DiagnosticReport) -> String {
    let place = diagnostic.location.map {
      "`\(code($0.file)):\($0.line):\($0.column)` "
    }
    let hint = diagnostic.hint.map { "; \(escaped($0))" } ?? ""
    return "\(place ?? "")\(diagnostic.severity): \(escaped(diagnostic.message))\(hint)"
  }

  private var counts: String {
    if report.result == .notRun { return "nothing was run" }
    let found = report.summary.counts.filter { $0.count > 0 }
    return found.isEmpty
      ? "nothing declared"
      : found.map { "\($0.count) \(Wording.counted($0.outcome))" }.joined(separator: ", ")
  }

  private var changed: [ResourceReport] {
    report.resources.filter { ![.inSync, .failure, .skip].contains($0.outcome.family) }
  }

  private var table: String {
    guard !changed.isEmpty else { return "" }
    let rows = changed.map { resource in
      let changes = resource.changes.map { change in
        change.diff == nil
          ? "\(escaped(change.attribute)): \(escaped(Wording.values(change, inFull: false)))"
          : escaped(change.attribute)
      }
      let cells = [
        "`\(Wording.symbol(resource.outcome))`", "`\(code(resource.ref))`",
        escaped(Wording.reason(resource, at: now)), changes.joined(separator: "<br>"),
      ]
      return "| \(cells.joined(separator: " | ")) |"
    }
    return (["| | resource | why | what |", "| --- | --- | --- | --- |"] + rows)
      .joined(separator: "\n")
  }

  private var diffs: String {
    changed.flatMap { resource in
      resource.changes.compactMap { change -> String? in
        guard let diff = change.diff, !diff.isEmpty else { return nil }
        let lines = diff.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
          .map(String.init)
        let kept = lines.prefix(40).map(\.visibleLine)
        let rest = lines.count - kept.count + (change.linesCut ?? 0)
        let more = rest > 0 ? "\n… \(rest) more lines" : ""
        let fence = fence(around: kept)
        return "`\(code(resource.ref))` \(escaped(change.attribute)):\n\n\(fence)diff\n"
          + kept.joined(separator: "\n") + "\(more)\n\(fence)"
      }
    }.joined(separator: "\n\n")
  }

  private var failures: String {
    let lines = FailureGroup.all(of: report).map { group in
      let failed = group.failed.isEmpty ? "skipped" : codes(group.failed.map(\.ref))
      let reasons = group.explanation.map(escaped).joined(separator: "; ")
      let why = reasons.isEmpty ? "" : ": \(reasons)"
      let skipped =
        group.skipped.isEmpty ? "" : " (skipped for it: \(codes(group.skipped.map(\.ref))))"
      return failed + why + skipped
    }
    return list("Failed", lines)
  }

  private func list(_ title: String, _ lines: [String]) -> String {
    lines.isEmpty ? "" : "### \(title)\n\n" + lines.map { "- \($0)" }.joined(separator: "\n")
  }

  private func codes(_ references: [String]) -> String {
    references.map { "`\(code($0))`" }.joined(separator: ", ")
  }

  /// A fence longer than any run of backquotes in what it holds.
  private func fence(around lines: [String]) -> String {
    let longest = lines.flatMap { $0.split { $0 != "`" } }.map(\.count).max() ?? 0
    return String(repeating: "`", count: max(3, longest + 1))
  }

  private func code(_ text: String) -> String {
    text.visible.replacing("`", with: "'").replacing("|", with: "\\|")
  }

  private func escaped(_ text: String) -> String {
    var shown = ""
    for character in text.visible {
      if "\\`*_{}[]<>#|~&".contains(character) { shown.append("\\") }
      shown.append(character)
    }
    return shown
  }
}
