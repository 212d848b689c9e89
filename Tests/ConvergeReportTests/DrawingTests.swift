import Foundation
import Testing

@testable import ConvergeReport

@Suite struct DrawingTests {
  private static func edges(_ pairs: [(Int, Int)]) -> [EdgeReport] {
    pairs.map { EdgeReport(from: $0.0, to: $0.1, role: .require) }
  }

  @Test func `what waits stands to the right of what it waits for`() {
    let edges = Self.edges([(0, 1), (1, 2), (0, 3), (3, 2), (2, 4), (5, 4)])
    let layout = GraphLayout([.box, .box, .box, .box, .box, .box], edges: edges)
    for (edge, path) in zip(edges, layout.paths) {
      #expect(layout.places[edge.from].x < layout.places[edge.to].x)
      #expect(path.points.first?.y == layout.places[edge.from].y)
      #expect(path.points.last?.y == layout.places[edge.to].y)
    }
  }

  @Test(arguments: 1...20)
  func `no box lies on another, and all lie in the picture`(seed: Int) {
    var state = UInt64(seed)
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let count = 2 + next(80)
    let pairs = (0..<next(2 * count)).map { _ in
      let (one, other) = (next(count), next(count))
      return (min(one, other), max(one, other))
    }.filter { $0.0 != $0.1 }
    let layout = GraphLayout(
      [GraphLayout.Shape](repeating: .box, count: count), edges: Self.edges(pairs))
    for (index, one) in layout.places.enumerated() {
      #expect(one.x >= GraphLayout.boxWidth / 2 && one.x + GraphLayout.boxWidth / 2 <= layout.width)
      #expect(
        one.y >= GraphLayout.boxHeight / 2 && one.y + GraphLayout.boxHeight / 2 <= layout.height)
      for other in layout.places[(index + 1)...] {
        let isApart =
          abs(one.x - other.x) >= GraphLayout.boxWidth
          || abs(one.y - other.y) >= GraphLayout.boxHeight
        #expect(isApart, "\(one) and \(other)")
      }
    }
  }

  @Test func `a line that others say already is left out, unless it refreshes`() {
    let given =
      Self.edges([(0, 1), (1, 2), (0, 2), (0, 1)])
      + [
        EdgeReport(from: 0, to: 3, role: .require), EdgeReport(from: 3, to: 4, role: .require),
        EdgeReport(from: 0, to: 4, role: .subscribe),
      ]
    let kept = EdgeReduction.reduced(given, count: 5)
    #expect(kept.map { [$0.from, $0.to] } == [[0, 1], [1, 2], [0, 3], [3, 4], [0, 4]])
  }

  @Test func `a picture alone is SVG with its styles`() {
    let drawing = GraphDrawing(
      nodes: [.init(name: "file:/<a>"), .init(name: ""), .init(name: "service:b")],
      edges: Self.edges([(0, 1), (1, 2), (2, 9)]))
    let text = drawing.svgText(title: "web")
    #expect(text.hasPrefix("<svg class=\"graph\" xmlns=\"http://www.w3.org/2000/svg\""))
    #expect(text.contains("file:/&lt;a&gt;"))
    #expect(text.components(separatedBy: "class=\"edge ").count == 3)
    #expect(text.contains("class=\"pattern\""))
  }
}
