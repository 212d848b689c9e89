/// A report as a page for a browser: a summary, filters, every resource with its differences, the
/// graph, and how earlier runs went.
///
/// It stands alone: no other file, no network. It works without its script, but for the filters; it
/// says nothing by colour alone, and can be printed.
package struct HTMLReport {
  let report: Report
  /// Earlier runs of the host, newest first.
  let past: [PastRun]
  let now: Timestamp

  package init(_ report: Report, past: [PastRun] = [], now: Timestamp) {
    self.report = report
    self.past = past
    self.now = now
  }

  /// The whole document, with a line break at its end.
  package var text: String {
    let title = "\(report.manifest.title) on \(report.host.name)"
    let page = HTMLPage(
      title: "\(title) · converge \(report.verb.rawValue)", script: HTMLScript.page)
    let sections = [
      summary, problems, notes, resources, owed, graph, timeline, outputs,
    ].compactMap(\.self)
    return page.text([
      header(title), .block("main", [("id", "main")], sections), footer,
    ])
  }

  private func header(_ title: String) -> Markup {
    let facts = [
      "converge \(report.verb.rawValue)", "run \(report.run)", report.manifest.path,
      report.host.os, "took \(HTMLReport.seconds(report.durationMilliseconds))",
    ].compactMap(\.self).filter { !$0.isEmpty }
    return .block(
      "header", [],
      [
        Markup("a", [("class", "skip"), ("href", "#main")], text: "Skip to the report"), .lineBreak,
        Markup("h1", text: title), .lineBreak,
        Markup(
          "p", [("class", "facts")],
          [Markup("time", [("datetime", report.started)], text: Self.moment(report.started))]
            + facts.map { Markup("span", text: $0) }), .lineBreak,
      ])
  }

  private var footer: Markup {
    .block(
      "footer", [],
      [
        Markup(
          "p",
          text:
            "Written \(now) by converge. This page stands alone; it loads nothing from anywhere."
        ), .lineBreak,
      ])
  }

  /// A part of the page with its heading.
  func section(_ id: String, _ title: String, _ content: [Markup]) -> Markup {
    let heading = Markup("h2", [("id", "\(id)-title")], text: title)
    let attributes: [Markup.Attribute] = [("id", id), ("aria-labelledby", "\(id)-title")]
    return .block("section", attributes, [heading, .lineBreak] + content)
  }

  /// The sign of an outcome, in its colour, with its words for who does not see it.
  func sign(_ outcome: Outcome) -> Markup {
    let attributes: [Markup.Attribute] = [
      ("class", "sign \(Tone(outcome).rawValue)"), ("title", Wording.counted(outcome)),
    ]
    return Markup(
      "span", attributes,
      [Markup("span", [("aria-hidden", "true")], text: Wording.symbol(outcome))])
  }

  /// `2026-11-23 21:40:12 UTC`
  static func moment(_ text: String) -> String {
    Timestamp(text) == nil ? text : "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }

  /// `0.021 s`
  static func seconds(_ milliseconds: Double) -> String {
    let whole = Int(milliseconds.rounded())
    let digits = String(whole % 1000)
    return "\(whole / 1000).\(String(repeating: "0", count: 3 - digits.count))\(digits) s"
  }
}
