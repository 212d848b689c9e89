internal import ConvergeCore

extension HTMLReport {
  /// The run in a line, a bar, and a number for each outcome.
  var summary: Markup {
    let found = report.summary.counts.filter { $0.count > 0 }
    let tiles = found.map { outcome, count in
      Markup(
        "li", [("class", Tone(outcome).rawValue)],
        [
          sign(outcome), Markup("strong", text: "\(count)"),
          Markup("span", text: Wording.counted(outcome)),
        ], isBlock: true)
    }
    let left = report.notSelected > 0 ? " · \(report.notSelected) left out" : ""
    let count = report.resources.count
    let total = "\(count == 1 ? "1 resource" : "\(count) resources")\(left)"
    return section(
      "summary", "Summary",
      [
        Markup(
          "p", [("class", "verdict \(verdictTone.rawValue)")],
          [Markup("strong", text: Self.words(report.result)), Markup("span", text: total)]),
        .lineBreak, bar(found), .block("ul", [("class", "tiles")], tiles),
      ])
  }

  private var verdictTone: Tone {
    switch report.result {
    case .inSync: .same
    case .changed: .create
    case .differs: .update
    case .failed, .changedAndFailed, .differsAndFailed, .interrupted, .notRun: .fail
    }
  }

  static func words(_ result: Report.Result) -> String {
    switch result {
    case .inSync: "All is as it should be"
    case .changed: "Changed, and all went well"
    case .differs: "The host differs from the manifest"
    case .failed: "Something failed"
    case .changedAndFailed: "Changed, and something failed"
    case .differsAndFailed: "The host differs, and something failed or will fail"
    case .interrupted: "Interrupted before its end"
    case .notRun: "Nothing was run"
    }
  }

  /// Proportions; the numbers stand below.
  private func bar(_ found: [(outcome: Outcome, count: Int)]) -> Markup {
    let total = max(1, found.map(\.count).reduce(0, +))
    var start = 0
    var pieces: [Markup] = []
    for (outcome, count) in found {
      let from = start * 1000 / total
      start += count
      let width = start * 1000 / total - from
      pieces.append(
        Markup(
          "rect",
          [
            ("class", Tone(outcome).rawValue), ("x", "\(from)"), ("y", "0"),
            ("width", "\(max(3, width - 3))"), ("height", "8"), ("rx", "3"),
          ]))
    }
    return Markup(
      "svg",
      [
        ("class", "bar"), ("viewBox", "0 0 1000 8"), ("preserveAspectRatio", "none"),
        ("aria-hidden", "true"),
      ], pieces, isBlock: true)
  }

  /// What is wrong with the manifest; notes say what is right as it is.
  var problems: Markup? {
    let told = report.diagnostics.filter { $0.severity != "note" }
    guard !told.isEmpty else { return nil }
    let items = told.prefix(500).map { problem in
      let place = problem.location.map {
        [Markup("code", text: "\($0.file):\($0.line):\($0.column)"), Markup(" ")]
      }
      let hint = problem.hint.map { [Markup("br", []), Markup("small", text: $0)] }
      return Markup(
        "li", [("class", problem.isError ? "fail" : "update")],
        [Markup("strong", text: problem.severity), Markup(" ")] + (place ?? [])
          + [Markup(problem.message)] + (hint ?? []), isBlock: true)
    }
    let more =
      told.count > 500 ? [Markup("li", [], text: "… \(told.count - 500) more"), .lineBreak] : []
    return section(
      "problems", "Problems", [.block("ul", [("class", "plain")], items + more)])
  }

  var notes: Markup? {
    guard !report.messages.isEmpty else { return nil }
    return section(
      "notes", "Notes",
      [
        .block(
          "ul", [("class", "plain")],
          report.messages.map { Markup("li", [], [Markup($0)], isBlock: true) })
      ])
  }

  /// Refreshes that are owed, and what is no longer declared.
  var owed: Markup? {
    let owed = report.owed.map { owed in
      let since = Timestamp(owed.since).map { ", since \($0.ago(at: now))" } ?? ""
      let aside = owed.counts ? "" : " (not selected or not enforced)"
      return Markup(
        "li", [],
        [
          sign(.refreshed), Markup("code", text: owed.ref),
          Markup(" is owed a refresh\(since), because of "),
          Markup("code", text: owed.because.joined(separator: ", ")), Markup(aside),
        ], isBlock: true)
    }
    let released = report.released.map {
      Markup(
        "li", [],
        [Markup("code", text: $0), Markup(" is no longer declared, and left as it is")],
        isBlock: true)
    }
    guard !(owed + released).isEmpty else { return nil }
    return section(
      "owed", "Owed and released", [.block("ul", [("class", "plain")], owed + released)])
  }

  var outputs: Markup? {
    guard report.verb == .apply, let members = report.outputs.members, !members.isEmpty else {
      return nil
    }
    let rows = members.map {
      row([Markup("code", text: $0.key), Markup(Wording.shown($0.value, inFull: true))])
    }
    return section("outputs", "Outputs", [table(["name", "value"], rows)])
  }

  func table(_ head: [String], _ rows: [Markup]) -> Markup {
    .block(
      "table", [],
      [
        Markup(
          "thead", [],
          [Markup("tr", [], head.map { Markup("th", [("scope", "col")], text: $0) })], isBlock: true
        ),
        .block("tbody", [], rows),
      ])
  }

  func row(_ cells: [Markup]) -> Markup {
    Markup("tr", [], cells.map { Markup("td", [], [$0]) }, isBlock: true)
  }
}
