/// Where everything of a picture stands: columns by the longest path, rows so that lines cross
/// little, one part beside the other.
struct GraphLayout {
  enum Shape { case box, dot }

  struct Point: Equatable {
    var x: Int
    var y: Int
  }

  /// A line from the right of one node to the left of another, through the gaps between.
  struct Path: CustomStringConvertible {
    var points: [Point]

    /// As `d` of an SVG path: curves that leave and come in level.
    var description: String {
      guard let first = points.first else { return "" }
      var text = "M\(first.x) \(first.y)"
      for (from, to) in zip(points, points.dropFirst()) {
        let middle = (from.x + to.x) / 2
        text += "C\(middle) \(from.y) \(middle) \(to.y) \(to.x) \(to.y)"
      }
      return text
    }
  }

  static let boxWidth = 240
  static let boxHeight = 28
  static let columnGap = 44
  static let rowGap = 10
  static let margin = 12
  /// Beyond it, parts go below.
  static let wantedWidth = 1130

  private(set) var places: [Point]
  /// One for each edge.
  private(set) var paths: [Path]
  private(set) var width = 0
  private(set) var height = 0

  /// - Parameters:
  ///   - edges: between positions of `shapes`, without a cycle.
  ///   - important: positions whose parts come first.
  init(_ shapes: [Shape], edges: [EdgeReport], important: Set<Int> = []) {
    places = [Point](repeating: Point(x: 0, y: 0), count: shapes.count)
    paths = [Path](repeating: Path(points: []), count: edges.count)
    var corner = Point(x: Self.margin, y: Self.margin)
    var shelfHeight = 0
    let parts = Layers.parts(edges, count: shapes.count)
    var members = [Int](repeating: 0, count: shapes.count)
    for (part, nodes) in parts.enumerated() { for node in nodes { members[node] = part } }
    let own = Dictionary(grouping: edges.indices) { members[edges[$0].from] }
    // What differs first, then what has lines; what stands alone fills the rest in rows.
    let ranks = parts.map { nodes in
      (nodes.contains(where: important.contains) ? 0 : 2) + (nodes.count > 1 ? 0 : 1)
    }
    let order = parts.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }
    for part in order {
      let piece = PartLayout(parts[part], shapes, edges, own[part] ?? [])
      if corner.x > Self.margin, corner.x + piece.width > Self.wantedWidth {
        corner = Point(x: Self.margin, y: corner.y + shelfHeight + Self.rowGap)
        shelfHeight = 0
      }
      place(piece, at: corner)
      width = max(width, corner.x + piece.width + Self.margin)
      shelfHeight = max(shelfHeight, piece.height)
      height = corner.y + shelfHeight + Self.margin
      corner.x += piece.width + (parts[part].count > 1 ? Self.columnGap : Self.columnGap / 4)
    }
  }

  private mutating func place(_ piece: PartLayout, at corner: Point) {
    for (node, point) in piece.places {
      places[node] = Point(x: point.x + corner.x, y: point.y + corner.y)
    }
    for (edge, points) in piece.paths {
      paths[edge] = Path(points: points.map { Point(x: $0.x + corner.x, y: $0.y + corner.y) })
    }
  }
}
