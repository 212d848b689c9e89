extension HTMLReport {
  /// The picture, with what was left out of it.
  var graph: Markup? {
    guard report.resources.count > 1 else { return nil }
    let choice = GraphChoice(report)
    let note =
      [choice.note, report.edges == nil ? Message.noEdges : nil].compactMap(\.self)
      .map { Markup("p", [("class", "facts")], [Markup($0)], isBlock: true) }
    return section(
      "graph", "Graph",
      [GraphDrawing.legend, key] + note + [
        .block(
          "div", [("class", "scroll picture"), ("tabindex", "0")],
          [choice.drawing.markup(label: "What comes before what")])
      ])
  }

  /// What signs and colours mean, of those that occur.
  private var key: Markup {
    var tones: [Tone] = []
    let found = report.summary.counts.filter { $0.count > 0 }.map(\.outcome)
    let items = found.compactMap { outcome -> Markup? in
      guard !tones.contains(Tone(outcome)) || Tone(outcome) == .fail else { return nil }
      tones.append(Tone(outcome))
      return Markup("li", [], [sign(outcome), Markup(Wording.counted(outcome))], isBlock: true)
    }
    return .block("ul", [("class", "key")], items)
  }
}

private enum Message {
  static let noEdges = "What comes before what was not kept of this run."
}
