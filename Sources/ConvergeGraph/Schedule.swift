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
    var states = graph.vertices.indices.map { index in
      selected?.contains(index) ?? true ? State.waiting : .finished
    }
    // Before a junction there are resources only.
    for index in graph.vertices.count..<graph.incoming.count {
      let isWaiting = graph.incoming[index].contains { states[$0.end] == .waiting }
      states.append(isWaiting ? .waiting : .finished)
    }
    missing = states.indices.map { index in
      graph.incoming[index].count { states[$0.end] == .waiting }
    }
    alone = graph.order.indices.filter {
      states[graph.order[$0]] == .waiting && graph.vertices[graph.order[$0]].runsAlone
    }
    self.states = states
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
    for arc in graph.outgoing[index] { release(arc.end) }
    beginSteps()
  }

  /// Says that one of those before it has ended. A junction ends with the last of them.
  private mutating func release(_ index: Int) {
    guard states[index] == .waiting else { return }
    missing[index] -= 1
    guard missing[index] == 0 else { return }
    if graph.isJunction(index) {
      states[index] = .finished
      for arc in graph.outgoing[index] { release(arc.end) }
    } else if places[index] < nextStep {
      offer(places[index])
    }
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
