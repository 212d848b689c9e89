/// What is drawn of a report: everything, as long as it can be seen.
struct GraphChoice {
  /// Beyond it only what differs is drawn, with what is next to it.
  static let limit = 500
  /// How many leaves as they should be are drawn below one and the same resource.
  private static let leafLimit = 8

  let drawing: GraphDrawing
  /// What was left out; nil where nothing was.
  private(set) var note: String?

  init(_ report: Report) {
    let count = report.resources.count
    let given = report.edges ?? []
    // A pattern has an edge at least.
    let known = 0..<(count + given.count)
    let edges = given.filter { known.contains($0.from) && known.contains($0.to) }
    let size = max(count, (edges.map { max($0.from, $0.to) }.max() ?? -1) + 1)
    var isDrawn = [Bool](repeating: count <= Self.limit, count: size)
    if count > Self.limit {
      note = Self.choose(report, edges, &isDrawn)
    }
    let folded = Self.folded(report, edges, &isDrawn)
    Self.leaveOutLoosePatterns(from: count, edges, &isDrawn)
    var position = [Int?](repeating: nil, count: size)
    var nodes: [GraphDrawing.Node] = []
    for index in 0..<size where isDrawn[index] {
      position[index] = nodes.count
      nodes.append(index < count ? Self.node(report.resources[index], index) : .init(name: ""))
    }
    var lines = edges.compactMap { edge -> EdgeReport? in
      guard let from = position[edge.from], let to = position[edge.to] else { return nil }
      return EdgeReport(from: from, to: to, role: edge.role)
    }
    for (parent, hidden) in folded {
      if let parent, let from = position[parent] {
        lines.append(EdgeReport(from: from, to: nodes.count, role: .require))
      }
      nodes.append(.init(name: Message.folded(hidden), symbol: "=", tone: .same))
    }
    drawing = GraphDrawing(nodes: nodes, edges: lines)
  }

  /// A pattern is there to be passed through; one with nothing on a side says nothing.
  private static func leaveOutLoosePatterns(
    from count: Int, _ edges: [EdgeReport], _ isDrawn: inout [Bool]
  ) {
    var isEntered = [Bool](repeating: false, count: isDrawn.count)
    var isLeft = isEntered
    for edge in edges {
      if edge.from < count, isDrawn[edge.from] { isEntered[edge.to] = true }
      if edge.to < count, isDrawn[edge.to] { isLeft[edge.from] = true }
    }
    for index in count..<max(count, isDrawn.count) where isDrawn[index] {
      isDrawn[index] = isEntered[index] && isLeft[index]
    }
  }

  private static func node(_ resource: ResourceReport, _ index: Int) -> GraphDrawing.Node {
    .init(
      name: resource.ref, symbol: Wording.symbol(resource.outcome),
      tone: Tone(resource.outcome), link: "#r\(index)")
  }

  /// What differs, as far as there is room, then its neighbours.
  private static func choose(
    _ report: Report, _ edges: [EdgeReport], _ isDrawn: inout [Bool]
  ) -> String {
    let count = report.resources.count
    let different = report.resources.indices.filter { report.resources[$0].outcome != .inSync }
    for index in different.prefix(limit) { isDrawn[index] = true }
    var room = limit - min(limit, different.count)
    let core = isDrawn
    // A pattern is passed through: its other side is a neighbour, too.
    for edge in edges where core[edge.from] || core[edge.to] {
      for end in [edge.from, edge.to] where !isDrawn[end] && room > 0 {
        isDrawn[end] = true
        room -= 1
      }
    }
    let drawn = isDrawn[..<count].count { $0 }
    return Message.chosen(drawn, of: count)
  }

  /// Takes away leaves as they should be, beyond the first few of each parent, and says how many;
  /// without a parent: those that nothing leads to or from.
  private static func folded(
    _ report: Report, _ edges: [EdgeReport], _ isDrawn: inout [Bool]
  ) -> [(parent: Int?, count: Int)] {
    var parents = [[Int]](repeating: [], count: isDrawn.count)
    var isLeaf = [Bool](repeating: true, count: isDrawn.count)
    for edge in edges where isDrawn[edge.from] && isDrawn[edge.to] {
      parents[edge.to].append(edge.from)
      isLeaf[edge.from] = false
    }
    let leaves = report.resources.indices.filter {
      isDrawn[$0] && isLeaf[$0] && Set(parents[$0]).count <= 1
        && report.resources[$0].outcome == .inSync
    }
    let groups = Dictionary(grouping: leaves) { parents[$0].first ?? -1 }
    return groups.sorted { $0.key < $1.key }.compactMap { parent, members in
      let hidden = members.dropFirst(parent < 0 ? 2 * leafLimit : leafLimit)
      guard hidden.count > 1 else { return nil }
      for index in hidden { isDrawn[index] = false }
      return (parent < 0 ? nil : parent, hidden.count)
    }
  }
}

private enum Message {
  static func chosen(_ drawn: Int, of count: Int) -> String {
    "Of \(count) resources \(drawn) are drawn: those that differ, and what is next to them."
  }
  static func folded(_ count: Int) -> String { "\(count) more as they should be" }
}
