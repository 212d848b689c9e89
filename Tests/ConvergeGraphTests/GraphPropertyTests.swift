import ConvergeCore
import ConvergeGraph
import Testing

/// What holds for every manifest, over seeds; the seed of a failure is in its message.
@Suite struct GraphPropertyTests {
  private static let seeds = UInt64(0)..<3000

  @Test func `no edge leads backwards in order or phase`() {
    var graphs = 0
    for seed in Self.seeds {
      guard let graph = Declared(seed: seed).build().graph else { continue }
      graphs += 1
      let places = Dictionary(uniqueKeysWithValues: zip(graph.order, graph.order.indices))
      #expect(places.count == graph.vertices.count, "seed \(seed)")
      for edge in graph.edges {
        #expect((places[edge.from] ?? 0) < (places[edge.to] ?? 0), "seed \(seed)")
        #expect(graph.phase(of: edge.from) <= graph.phase(of: edge.to), "seed \(seed)")
      }
      let phases = graph.order.map { graph.phase(of: $0) }
      #expect(phases == phases.sorted(), "seed \(seed)")
    }
    #expect(graphs > 1500)
  }

  @Test func `a resource is pulled forward exactly as far as what depends on it`() {
    for seed in Self.seeds {
      guard let graph = Declared(seed: seed).build().graph else { continue }
      for index in graph.vertices.indices {
        let dependents = graph.successors(of: index).map { graph.phase(of: $0.index) }
        let earliest = (dependents + [graph.vertices[index].phase]).min()
        #expect(graph.phase(of: index) == earliest, "seed \(seed)")
      }
    }
  }

  @Test func `a schedule in any order of ends respects edges, phases and who runs alone`() {
    for seed in Self.seeds {
      guard let graph = Declared(seed: seed).build().graph else { continue }
      var numbers = SeededNumbers(seed: seed &+ 1_000_000)
      var schedule = Schedule(graph)
      var running: Set<Int> = []
      var finished: Set<Int> = []
      while !schedule.isFinished {
        for index in schedule.next() {
          #expect(running.insert(index).inserted && !finished.contains(index), "seed \(seed)")
          let before = graph.predecessors(of: index).map(\.index)
          #expect(finished.isSuperset(of: before), "seed \(seed)")
        }
        let phases = Set(running.map { graph.phase(of: $0) })
        #expect(phases.count == 1, "seed \(seed)")
        #expect(running.count { graph.vertices[$0].runsAlone } <= 1, "seed \(seed)")
        guard let ended = running.sorted().randomElement(using: &numbers) else {
          Issue.record("seed \(seed): nothing runs and it is not finished")
          break
        }
        running.remove(ended)
        finished.insert(ended)
        schedule.finish(ended)
      }
      #expect(finished.count == graph.vertices.count, "seed \(seed)")
    }
  }

  @Test func `commands without a path between them run as written, where that can be`() {
    for seed in Self.seeds {
      guard let graph = Declared(seed: seed).build().graph else { continue }
      let alone = graph.order.filter { graph.vertices[$0].runsAlone }
      for (earlier, later) in zip(alone, alone.dropFirst())
      where graph.phase(of: earlier) == graph.phase(of: later) && earlier > later {
        #expect(isReachable(from: earlier, to: later, in: graph), "seed \(seed)")
      }
    }
  }

  @Test func `among absent resources nothing goes before what stands on it`() {
    for seed in Self.seeds {
      let declared = Declared(seed: seed)
      guard let graph = declared.build().graph else { continue }
      for edge in graph.edges where edge.place == nil {
        let isRemoval = graph.vertices[edge.to].aim == .absence
        let dependent = graph.vertices[isRemoval ? edge.from : edge.to]
        let provider = graph.vertices[isRemoval ? edge.to : edge.from]
        #expect(dependent.needs.contains(.thing(provider.identity)), "seed \(seed)")
      }
    }
  }

  @Test func `an automatic edge is left out only where it closes a cycle`() {
    for seed in Self.seeds {
      let (graph, problems) = Declared(seed: seed).build()
      guard let graph else { continue }
      for note in problems {
        let dependent = (note.place?.line ?? 0) - 1
        let provider = (note.related.first?.place.line ?? 0) - 1
        let isForward = isReachable(from: dependent, to: provider, in: graph)
        let isReverse = isReachable(from: provider, to: dependent, in: graph)
        #expect(isForward || isReverse, "seed \(seed)")
      }
    }
  }

  @Test func `the same manifest has the same graph`() {
    for seed in Self.seeds {
      let first = Declared(seed: seed).build()
      let second = Declared(seed: seed).build()
      #expect(first.graph?.order == second.graph?.order, "seed \(seed)")
      #expect(first.graph?.edges == second.graph?.edges, "seed \(seed)")
      #expect(first.problems == second.problems, "seed \(seed)")
    }
  }

  private func isReachable(from start: Int, to end: Int, in graph: Graph) -> Bool {
    var seen: Set<Int> = [start]
    var waiting = [start]
    while let index = waiting.popLast() {
      if index == end { return true }
      for link in graph.successors(of: index) where seen.insert(link.index).inserted {
        waiting.append(link.index)
      }
    }
    return false
  }
}
