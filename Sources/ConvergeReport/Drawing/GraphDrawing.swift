/// A graph as a picture (SVG): boxes with a sign and a name, from left to right, what comes first
/// before what waits for it.
///
/// Parts that hang together are laid out by themselves, and put beside each other.
package struct GraphDrawing: Sendable {
  /// A resource, or a pattern that edges pass through.
  package struct Node: Sendable {
    /// Its full name; empty for a pattern, which is a dot.
    package let name: String
    /// One character that says what colour says.
    package let symbol: String
    package let tone: Tone
    /// Where a click leads, as `#r3`.
    package let link: String?

    package init(name: String, symbol: String = "", tone: Tone = .same, link: String? = nil) {
      self.name = name
      self.symbol = symbol
      self.tone = tone
      self.link = link
    }
  }

  let nodes: [Node]
  let edges: [EdgeReport]

  /// - Parameter edges: between positions of `nodes`; what leads elsewhere is passed over.
  package init(nodes: [Node], edges: [EdgeReport]) {
    self.nodes = nodes
    self.edges = edges.filter {
      nodes.indices.contains($0.from) && nodes.indices.contains($0.to) && $0.from != $0.to
    }
  }

  /// The element, for a page that has the styles, or with them `before` everything else.
  func markup(label: String, before: [Markup] = []) -> Markup {
    let reduced = EdgeReduction.reduced(edges, count: nodes.count)
    let layout = GraphLayout(
      nodes.map { $0.name.isEmpty ? .dot : .box }, edges: reduced,
      important: Set(nodes.indices.filter { nodes[$0].tone != .same }))
    let lines = reduced.enumerated().map { index, edge in
      Markup(
        "path",
        [("class", "edge \(edge.role.rawValue)"), ("d", layout.paths[index].description)],
        isBlock: true)
    }
    let boxes = nodes.indices.map { box(nodes[$0], at: layout.places[$0]) }
    let size = "\(layout.width) \(layout.height)"
    let attributes: [Markup.Attribute] = [
      ("class", "graph"), ("xmlns", "http://www.w3.org/2000/svg"), ("viewBox", "0 0 \(size)"),
      ("width", "\(layout.width)"), ("height", "\(layout.height)"), ("role", "group"),
      ("aria-label", label),
    ]
    return .block("svg", attributes, before + [Self.arrow] + lines + boxes)
  }

  private static let arrow = Markup(
    "defs", [],
    [
      Markup(
        "marker",
        [
          ("id", "arrow"), ("viewBox", "0 0 8 8"), ("refX", "7"), ("refY", "4"),
          ("markerWidth", "7"), ("markerHeight", "7"), ("orient", "auto"),
        ], [Markup("path", [("d", "M0 0.5 7.5 4 0 7.5Z")])])
    ], isBlock: true)

  private func box(_ node: Node, at place: GraphLayout.Point) -> Markup {
    if node.name.isEmpty {
      return Markup(
        "circle", [("class", "pattern"), ("cx", "\(place.x)"), ("cy", "\(place.y)"), ("r", "3")],
        isBlock: true)
    }
    let top = place.y - GraphLayout.boxHeight / 2
    let left = place.x - GraphLayout.boxWidth / 2
    let frame: [Markup.Attribute] = [
      ("x", "\(left)"), ("y", "\(top)"), ("width", "\(GraphLayout.boxWidth)"),
      ("height", "\(GraphLayout.boxHeight)"), ("rx", "6"),
    ]
    let line = "\(place.y + 4)"
    let content: [Markup] = [
      Markup("title", text: node.name), Markup("rect", frame),
      Markup("text", [("class", "sign"), ("x", "\(left + 14)"), ("y", line)], text: node.symbol),
      Markup("text", [("x", "\(left + 26)"), ("y", line)], text: Self.short(node.name.visible)),
    ]
    let attributes: [Markup.Attribute] = [("class", "node \(node.tone.rawValue)")]
    guard let link = node.link else { return Markup("g", attributes, content, isBlock: true) }
    return Markup("a", [("href", link)] + attributes, content, isBlock: true)
  }

  /// Its beginning and, as names differ there, more of its end.
  private static func short(_ name: String) -> String {
    let room = 28
    guard name.count > room else { return name }
    return "\(name.prefix(10))…\(name.suffix(room - 11))"
  }
}
