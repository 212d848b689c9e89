extension HTMLReport {
  private static let shownRuns = 30
  private static let shownResources = 40

  /// The host's last runs, and beside each resource that was ever touched what each run did.
  var timeline: Markup? {
    guard !past.isEmpty else { return nil }
    let runs = Array(past.prefix(Self.shownRuns))
    let rows = runs.map { run in
      let result = Report.Result(rawValue: run.result)
      let isThis = run.run == report.run
      let counts = Dictionary(grouping: run.resources, by: \.outcome)
      let signs = Outcome.allCases.compactMap { outcome in
        counts[outcome].map { found -> Markup in
          Markup("span", [("class", "mark")], [sign(outcome), Markup("\(found.count)")])
        }
      }
      return Markup(
        "tr", [("aria-current", isThis ? "true" : nil)],
        [
          Markup(
            "td", [], [Markup("time", [("datetime", run.started)], text: Self.moment(run.started))]),
          Markup("td", text: run.verb), Markup("td", text: run.manifest),
          Markup("td", text: result.map(Self.short) ?? run.result),
          Markup("td", [], signs),
          Markup("td", [("class", "number")], text: Self.seconds(run.durationMilliseconds)),
          Markup("td", [], [Markup("code", text: run.run)]),
        ], isBlock: true)
    }
    let head = ["began", "verb", "manifest", "result", "what", "took", "run"]
    let more =
      past.count > runs.count
      ? [
        Markup("p", [("class", "facts")], text: "… \(past.count - runs.count) older runs"),
        .lineBreak,
      ]
      : []
    return section(
      "timeline", "Timeline",
      [.block("div", [("class", "scroll"), ("tabindex", "0")], [table(head, rows)])] + more
        + [matrix].compactMap(\.self))
  }

  /// Resources from top to bottom, runs from left to right, the newest last.
  private var matrix: Markup? {
    let runs = past.prefix(Self.shownRuns).filter {
      $0.manifest == report.manifest.name && !$0.resources.isEmpty
    }.reversed()
    let touched = Dictionary(
      runs.flatMap(\.resources).map { ($0.ref, 1) }, uniquingKeysWith: +
    ).sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    guard !touched.isEmpty else { return nil }
    let head =
      [Markup("th", [("scope", "col")], text: "resource")]
      + runs.map { run in
        Markup(
          "th", [("scope", "col"), ("title", "\(run.run), \(run.verb)")],
          [
            Markup(String(run.started.dropFirst(5).prefix(5))), Markup("br", []),
            Markup("small", text: String(run.started.dropFirst(11).prefix(5))),
          ])
      }
    let outcomes = runs.map { run in
      Dictionary(run.resources.map { ($0.ref, $0.outcome) }) { first, _ in first }
    }
    let rows = touched.prefix(Self.shownResources).map { ref, _ in
      let cells = outcomes.map { found -> Markup in
        guard let outcome = found[ref] else { return Markup("td", [], [Markup(trusted: "·")]) }
        return Markup("td", [("class", "touched")], [sign(outcome)])
      }
      return Markup(
        "tr", [], [Markup("th", [("scope", "row")], [Markup("code", text: ref)])] + cells,
        isBlock: true)
    }
    let rest = touched.count - rows.count
    let more =
      rest > 0
      ? [Markup("p", [("class", "facts")], text: "… \(rest) more resources"), .lineBreak] : []
    return .block(
      "div", [],
      [
        Markup("h3", text: "What runs did with each resource"), .lineBreak,
        .block(
          "div", [("class", "scroll"), ("tabindex", "0")],
          [
            .block(
              "table", [("class", "matrix")],
              [
                Markup("thead", [], [Markup("tr", [], head)], isBlock: true),
                .block("tbody", [], rows),
              ])
          ]),
      ] + more)
  }

  /// What earlier runs did with one resource, newest first.
  func course(of resource: ResourceReport) -> Markup? {
    let found = past.flatMap { run in
      run.resources.filter {
        $0.ref == resource.ref && run.manifest == report.manifest.name && run.run != report.run
      }.map { (run, $0) }
    }
    guard !found.isEmpty else { return nil }
    let items = found.prefix(10).map { run, earlier in
      let attributes = earlier.changes.map(\.attribute).joined(separator: ", ")
      let why =
        ResourceText(earlier, now: now).line + (attributes.isEmpty ? "" : " · \(attributes)")
      return Markup(
        "li", [],
        [
          sign(earlier.outcome),
          Markup("time", [("datetime", run.started)], text: Self.moment(run.started)),
          Markup("span", text: "\(run.verb) · \(why)"),
        ], isBlock: true)
    }
    let rest = found.count - items.count
    let more = rest > 0 ? [Markup("li", [], text: "… \(rest) more"), .lineBreak] : []
    return .block(
      "details", [("class", "diff")],
      [
        Markup(
          "summary", [],
          [Markup(found.count == 1 ? "1 earlier run" : "\(found.count) earlier runs")],
          isBlock: true), .block("ol", [("class", "course")], items + more),
      ])
  }

  private static func short(_ result: Report.Result) -> String {
    result.rawValue.replacing("_", with: " ")
  }
}
