internal import ConvergeCore

/// A report for a person (`cli.md`, "Text").
package struct TextReport {
  package enum Amount: Sendable {
    /// Nothing where all went well, else failures and the last line.
    case quiet
    case usual
    /// What is as it should be, messages, and diffs in full too.
    case all
  }

  let report: Report
  let amount: Amount
  let style: Style
  /// What "12 min ago" counts from.
  let now: Timestamp

  package init(_ report: Report, amount: Amount = .usual, style: Style = .plain, now: Timestamp) {
    self.report = report
    self.amount = amount
    self.style = style
    self.now = now
  }

  /// The whole text, with a line break at its end; empty where there is nothing to tell.
  package var text: String {
    if amount == .quiet, report.exitStatus() == 0 { return "" }
    var blocks: [[String]] = []
    if amount != .quiet {
      blocks.append([header])
      blocks.append(resourceLines)
    }
    blocks.append(failureLines)
    if amount != .quiet { blocks += [owedLines, releasedLines, outputLines] }
    blocks.append(report.messages.map(\.visible))
    blocks.append([lastLine])
    return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private var header: String {
    let count = report.resources.count
    let parts = [
      "\(style.bold(report.manifest.title.visible)) on \(report.host.name.visible)",
      count == 1 ? "1 resource" : "\(count) resources",
      seconds(report.durationMilliseconds),
    ]
    return parts.joined(separator: " · ")
  }

  /// Groups that are not told with the failures.
  private var resourceLines: [String] {
    let shown = report.resources.filter {
      switch $0.outcome.family {
      case .failure, .skip: false
      case .inSync: amount == .all
      case .change, .drift, .deferral, .unknown: true
      }
    }
    let column = referenceColumn(of: shown.map(\.ref))
    return shown.flatMap { lines(of: $0, reasonColumn: column) }
  }

  private var owedLines: [String] {
    guard !report.owed.isEmpty else { return [] }
    let column = referenceColumn(of: report.owed.map(\.ref))
    let head = report.verb == .apply ? "Still owed:" : "Owed:"
    return [head]
      + report.owed.map { owed in
        let since = Timestamp(owed.since).map { "since \($0.ago(at: now)), " } ?? ""
        let because = "because of \(owed.because.joined(separator: ", ").visible)"
        let aside = owed.counts ? "" : " (not selected or not enforced)"
        let name = owed.ref.visible.padded(to: column - 6)
        return "  \(style.paint(">", .cyan)) \(name)  refresh, \(since)\(because)\(aside)"
      }
  }

  private var releasedLines: [String] {
    guard !report.released.isEmpty else { return [] }
    return ["No longer declared, left as they are:"] + report.released.map { "  \($0.visible)" }
  }

  private var outputLines: [String] {
    guard report.verb == .apply, let outputs = report.outputs.members, !outputs.isEmpty else {
      return []
    }
    return ["Outputs:"]
      + outputs.map { "  \($0.key.visible): \(Wording.shown($0.value, inFull: true))" }
  }

  private var lastLine: String {
    if report.result == .notRun { return style.paint("nothing was run", .red) }
    var parts = report.summary.counts.filter { $0.count > 0 && $0.outcome != .inSync }.map {
      style.paint("\($0.count) \(Wording.counted($0.outcome))", Wording.ink($0.outcome))
    }
    let inSync = report.summary.count(of: .inSync)
    if inSync > 0 || parts.isEmpty { parts.append("\(inSync) \(Wording.counted(.inSync))") }
    if report.notSelected > 0 { parts.append("\(report.notSelected) left out") }
    if report.isInterrupted { parts.insert(style.paint("interrupted", .red), at: 0) }
    return parts.joined(separator: " · ")
  }

  /// Where the reasons begin: the same for all lines of a block.
  private func referenceColumn(of references: [String]) -> Int {
    let longest = references.map(\.visible.columns).max() ?? 0
    return min(max(40, longest + 6), 72)
  }
}

/// `0.021 s`
private func seconds(_ milliseconds: Double) -> String {
  let whole = Int(milliseconds.rounded())
  let digits = String(whole % 1000)
  return "\(whole / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits) s"
}
