import ConvergeCore
import ConvergeGraph
import Testing

/// That the work grows with the manifest and not faster, counted in steps, since time is no measure.
@Suite struct EffortTests {
  @Test(arguments: [1_000, 4_000, 16_000])
  func `a manifest of many directories and files costs a few steps for each`(count: Int) throws {
    var declared = Declared()
    for index in 0..<count / 10 { declared.path("directory:/srv/\(index)") }
    for index in 0..<count { declared.path("file:/srv/\(index / 10)/\(index)") }
    let graph = try #require(declared.build().graph)
    #expect(graph.effort < 20 * count)
  }

  @Test(arguments: [1_000, 4_000, 16_000])
  func `a long chain costs a few steps for each link`(count: Int) throws {
    var declared = Declared()
    for index in 0..<count { declared.add("unit:\(index)") }
    for index in 1..<count { declared.edge(index, index - 1) }
    let graph = try #require(declared.build().graph)
    #expect(graph.order.first == count - 1)
    #expect(graph.effort < 20 * count)
  }

  @Test(arguments: [1_000, 4_000, 16_000])
  func `automatic edges that all go against a written chain are left out one by one`(
    count: Int
  ) throws {
    var declared = Declared()
    for index in 0..<count {
      declared.add("unit:\(index)", needs: [.thing(Identity(.unit, "\(index - 1)"))])
    }
    for index in 1..<count { declared.edge(index, index - 1) }
    let (found, problems) = declared.build()
    let graph = try #require(found)
    #expect(problems.count == min(count - 1, Diagnostics.limit))
    #expect(graph.edges.count == count - 1)
    #expect(graph.effort < 40 * count)
  }

  @Test func `a schedule of many commands is run to its end`() throws {
    var declared = Declared()
    for index in 0..<20_000 { declared.command("command:\(index)") }
    var schedule = Schedule(try #require(declared.build().graph))
    var count = 0
    while !schedule.isFinished {
      for index in schedule.next() {
        schedule.finish(index)
        count += 1
      }
    }
    #expect(count == 20_000)
  }
}
