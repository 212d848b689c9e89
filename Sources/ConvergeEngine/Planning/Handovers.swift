internal import ConvergeCore
internal import ConvergeGraph

/// The order that only the host shows: what is to be removed and holds a number goes before what
/// asks for that number.
struct Handovers {
  private let edges: [Edge]

  /// Looks for them among what was read.
  init(in work: Work, _ rosters: [Int: any Members]) {
    var claimants: [Identity: Int] = [:]
    for index in work.graph.order where work.resources[index].vertex.aim != .absence {
      for claim in work.resources[index].resource.claims { claimants[claim] = index }
    }
    var edges: [Edge] = []
    guard !claimants.isEmpty else {
      self.edges = []
      return
    }
    for index in work.graph.order where work.resources[index].vertex.aim == .absence {
      for holding in rosters[index]?.holdings(of: index) ?? [] {
        guard let claimant = claimants[holding] else { continue }
        edges.append(Edge(from: index, to: claimant, role: .require, place: nil))
      }
    }
    self.edges = edges
  }

  /// The work in the order that respects them.
  func ordered(_ work: Work) -> Work {
    guard !edges.isEmpty else { return work }
    return Work(
      manifest: work.manifest, path: work.path, resources: work.resources,
      graph: work.graph.adding(edges), selected: work.selected, excluded: work.excluded)
  }
}
