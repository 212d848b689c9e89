extension HTMLReport {
  private static let openedAtMost = 4

  /// What differs, failed or was changed, each to open, with the filters above; then what is as it
  /// should be, in a list of its own.
  var resources: Markup? {
    guard !report.resources.isEmpty else { return nil }
    let all = report.resources.indices
    let different = all.filter { report.resources[$0].outcome != .inSync }
    let same = all.filter { report.resources[$0].outcome == .inSync }
    var content = [filters, count]
    if different.isEmpty {
      content.append(Markup("p", [("class", "empty")], text: "Nothing differs."))
      content.append(.lineBreak)
    }
    content.append(.block("div", [("class", "cards")], different.map(card)))
    if !same.isEmpty {
      let head = same.count == 1 ? "1 as it should be" : "\(same.count) as they should be"
      content.append(
        .block(
          "details", [("class", "same-list")],
          [
            Markup("summary", [], [sign(.inSync), Markup(head)], isBlock: true),
            .block("ul", [], same.map(line)),
          ]))
    }
    return section("resources", "Resources", content)
  }

  /// Shown by the script, without which they would do nothing.
  private var filters: Markup {
    let kinds = Set(report.resources.map(\.kind)).sorted()
    let outcomes = report.summary.counts.filter { $0.count > 0 }
    func choice(_ id: String, _ label: String, _ options: [(value: String, text: String)]) -> Markup
    {
      let items = ([("", "all")] + options).map {
        Markup("option", [("value", $0.0)], text: $0.1)
      }
      return Markup(
        "label", [], [Markup(label), Markup("select", [("id", id)], items)], isBlock: true)
    }
    return .block(
      "form",
      [("id", "filters"), ("role", "search"), ("aria-label", "Filter resources"), ("hidden", "")],
      [
        Markup(
          "label", [],
          [
            Markup("text"),
            Markup(
              "input",
              [
                ("id", "filter-text"), ("type", "search"), ("autocomplete", "off"),
                ("spellcheck", "false"),
              ]),
          ], isBlock: true),
        choice(
          "filter-outcome", "outcome",
          outcomes.map {
            ($0.outcome.rawValue, "\(Wording.symbol($0.outcome)) \(Wording.counted($0.outcome))")
          }),
        choice("filter-kind", "kind", kinds.map { ($0, $0) }),
        Markup("button", [("type", "button"), ("id", "open-all")], text: "open all"), .lineBreak,
        Markup("button", [("type", "reset")], text: "clear"), .lineBreak,
      ])
  }

  private var count: Markup {
    Markup(
      "p", [("id", "count"), ("class", "facts"), ("role", "status"), ("hidden", "")], isBlock: true)
  }

  private func attributes(_ index: Int, _ name: String) -> [Markup.Attribute] {
    let resource = report.resources[index]
    return [
      ("class", "\(name) \(Tone(resource.outcome).rawValue)"), ("id", "r\(index)"),
      ("data-outcome", resource.outcome.rawValue), ("data-kind", resource.kind),
    ]
  }

  private func line(_ index: Int) -> Markup {
    let resource = report.resources[index]
    var content = [Markup("code", [("class", "ref")], text: resource.ref)]
    if let place = resource.location {
      content.append(Markup("small", text: "\(place.file):\(place.line)"))
    }
    return Markup("li", attributes(index, "resource"), content, isBlock: true)
  }

  /// Open from the beginning where there is a failure to read, or there are few.
  private func card(_ index: Int) -> Markup {
    let resource = report.resources[index]
    let isOpen =
      resource.outcome.family == .failure
      || report.resources.count { $0.outcome != .inSync } <= Self.openedAtMost
    let why = ResourceText(resource, now: now).line
    let aside = resource.counts ? "" : " (does not count)"
    return .block(
      "details", attributes(index, "resource") + [("open", isOpen ? "" : nil)],
      [
        Markup(
          "summary", [],
          [
            sign(resource.outcome), Markup("code", [("class", "ref")], text: resource.ref),
            Markup("span", [("class", "why")], text: why + aside),
          ], isBlock: true),
        .block("div", [("class", "body")], parts(of: resource)),
      ])
  }
}
