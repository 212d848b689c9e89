internal import ConvergeCore

/// What may run when, as a value: it says what may start, and is told what has ended.
///
/// A resource starts when all that comes before it has ended, how ever it ended. A phase starts
/// when the earlier ones have ended; within it, what was pulled in, then removals and stops, then
/// the rest. Of those that run alone one at most is under way.
package struct Schedule: Sendable {
  private enum State { case waiting, started, finished }

  private let graph: Graph
  /// The place of each resource in the graph's order.
  private let places: [Int]
  private var states: [State]
  /// How many predecessors have not ended.
  private var missing: [Int]
  /// Places of resources of this step that may start, without those that run alone.
  private var ready: [Int] = []
  /// Places of all that run alone, in their order.
  private let alone: [Int]
  /// How many of those that run alone have ended.
  private var aloneCount = 0
  private var isAloneUnderWay = false
  /// Where the next step begins in the order.
  private var nextStep = 0
  /// How many of the begun steps have not ended.
  private var openCount = 0

  /// A schedule of the whole graph, or of some of it; edges to the rest fall away.
  package init(_ graph: Graph, selected: Set<Int>? = nil) {
    self.graph = graph
    var places = [Int](repeating: 0, count: graph.vertices.count)
    for (place, index) in graph.order.enumerated() { places[index] = place }
    self.places = places
    let isSelected = graph.vertices.indices.map { selected?.contains($0) ?? true }
    states = isSelected.map { $0 ? .waiting : .finished }
    missing = graph.vertices.indices.map { index in
      graph.incoming[index].count { isSelected[$0.end] }
    }
    alone = graph.order.indices.filter {
      isSelected[graph.order[$0]] && graph.vertices[graph.order[$0]].runsAlone
    }
    beginSteps()
  }

  /// Whether everything has ended.
  package var isFinished: Bool { openCount == 0 && nextStep == graph.order.count }

  /// The resources that may start now, in the graph's order; each is given once, and has to be
  /// finished. Empty while something that others wait for is under way, and at the end.
  package mutating func next() -> [Int] {
    var started = ready
    ready = []
    if !isAloneUnderWay, aloneCount < alone.count, alone[aloneCount] < nextStep,
      missing[graph.order[alone[aloneCount]]] == 0
    {
      started.append(alone[aloneCount])
      isAloneUnderWay = true
    }
    let indices = started.sorted().map { graph.order[$0] }
    for index in indices { states[index] = .started }
    return indices
  }

  /// Says that a resource has ended: changed, found in sync, failed, or skipped.
  package mutating func finish(_ index: Int) {
    precondition(states[index] == .started, "a resource ends once, after its start")
    states[index] = .finished
    openCount -= 1
    if graph.vertices[index].runsAlone {
      isAloneUnderWay = false
      aloneCount += 1
    }
    for arc in graph.outgoing[index] where states[arc.end] == .waiting {
      missing[arc.end] -= 1
      if missing[arc.end] == 0, places[arc.end] < nextStep { offer(places[arc.end]) }
    }
    beginSteps()
  }

  private mutating func offer(_ place: Int) {
    if !graph.vertices[graph.order[place]].runsAlone { ready.append(place) }
  }

  /// Begins steps until something is to be done.
  private mutating func beginSteps() {
    while openCount == 0, nextStep < graph.order.count {
      let step = graph.ranks.step(of: graph.order[nextStep])
      while nextStep < graph.order.count,
        graph.ranks.step(of: graph.order[nextStep]) == step
      {
        let index = graph.order[nextStep]
        if states[index] == .waiting {
          openCount += 1
          if missing[index] == 0 { offer(nextStep) }
        }
        nextStep += 1
      }
    }
  }
}
