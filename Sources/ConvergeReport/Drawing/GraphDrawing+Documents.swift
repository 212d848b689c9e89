extension GraphDrawing {
  /// A picture by itself (SVG 1.1), with its styles, for `graph --format svg`.
  package func svgText(title: String) -> String {
    let styles = Asset(joining: [GraphStyle.colours, GraphStyle.graph, Self.ground])
    let picture = markup(
      label: title, before: [Markup("style", [], [Markup(trusted: styles)], isBlock: true)])
    return picture.text
  }

  /// A page with nothing but the picture, for `graph --format html`.
  package func htmlText(title: String) -> String {
    let page = HTMLPage(title: title, script: nil)
    let count = nodes.count { !$0.name.isEmpty }
    let about = Markup(
      "p", [("class", "facts")], text: count == 1 ? "1 resource" : "\(count) resources")
    return page.text([
      .block("header", [], [Markup("h1", text: title), .lineBreak, about, .lineBreak]),
      .block(
        "main", [],
        [
          .block(
            "section", [("aria-label", "What comes before what")],
            [
              Self.legend,
              .block("div", [("class", "scroll"), ("tabindex", "0")], [markup(label: title)]),
            ])
        ]),
    ])
  }

  /// What lines mean.
  static let legend = Markup(
    "p", [("class", "legend")],
    [
      Markup(
        trusted: """
          A line leads from what comes first to what waits for it; a thick one also refreshes it, a \
          dashed one is only an order.
          """)
    ], isBlock: true)

  private static let ground = Asset("svg { background: var(--ground); }")
}
