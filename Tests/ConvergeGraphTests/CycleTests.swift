import ConvergeCore
import ConvergeGraph
import Testing

@Suite struct CycleTests {
  @Test func `a cycle is printed whole with the place of every edge`() {
    var declared = Declared()
    declared.add("file:/a")
    declared.add("service:b", phase: .services)
    declared.add("command:c", phase: .commands, runsAlone: true)
    declared.edge(0, 1, .subscribe)
    declared.edge(1, 2, .after)
    declared.edge(2, 0)
    let (graph, problems) = declared.build()
    #expect(graph == nil)
    #expect(
      problems.map(\.message) == [
        "these wait for each other: 'file:/a' before 'service:b' before 'command:c' before 'file:/a'"
      ])
    #expect(
      problems.first?.related == [
        Diagnostic.Related("'service:b' subscribes to 'file:/a'", at: place(2, 20)),
        Diagnostic.Related("'command:c' comes after 'service:b'", at: place(3, 21)),
        Diagnostic.Related("'file:/a' requires 'command:c'", at: place(1, 22)),
      ])
  }

  @Test func `a resource that waits for itself is a cycle`() {
    var declared = Declared()
    declared.add("file:/a")
    declared.edge(0, 0)
    let (graph, problems) = declared.build()
    #expect(graph == nil)
    #expect(problems.map(\.message) == ["'file:/a' before 'file:/a', which is itself"])
  }

  @Test func `separate cycles are reported together, and the shortest way round of each`() {
    var declared = Declared()
    for index in 0..<7 { declared.add("file:/\(index)") }
    for index in 0..<3 { declared.edge(index, index + 1) }
    declared.edge(3, 0)
    declared.edge(1, 0)
    declared.edge(5, 6)
    declared.edge(6, 5)
    let messages = declared.build().problems.map(\.message)
    #expect(
      messages == [
        "these wait for each other: 'file:/0' before 'file:/1' before 'file:/0'",
        "these wait for each other: 'file:/5' before 'file:/6' before 'file:/5'",
      ])
  }

  @Test func `an automatic edge against a written one is left out with a note`() {
    var declared = Declared()
    declared.path("directory:/srv")
    declared.path("file:/srv/a")
    declared.edge(1, 0)
    let (graph, problems) = declared.build()
    #expect(graph?.order == [1, 0])
    #expect(problems.map(\.severity) == [.note])
    #expect(
      problems.map(\.message) == [
        "'file:/srv/a' does not wait for 'directory:/srv', which it builds on: "
          + "that would close a cycle"
      ])
  }

  @Test func `of automatic edges that wait for each other the last written is left out`() {
    var declared = Declared()
    for index in 0..<3 {
      declared.add(
        "unit:\(index)", provides: [Identity(.unit, "\(index)")],
        needs: [.thing(Identity(.unit, "\((index + 1) % 3)"))])
    }
    let (graph, problems) = declared.build()
    #expect(graph?.order == [2, 1, 0])
    #expect(problems.map(\.place?.line) == [3])
  }

  @Test func `an edge is kept once the one that closed its cycle is out`() {
    var declared = Declared()
    let names = (0..<3).map { Identity(.unit, "\($0)") }
    declared.add("unit:0", provides: [names[0]], needs: [.thing(names[1])])
    declared.add("unit:1", provides: [names[1]], needs: [.thing(names[0]), .thing(names[2])])
    declared.add("unit:2", provides: [names[2]], needs: [.thing(names[0])])
    let (graph, problems) = declared.build()
    #expect(problems.count == 2)
    #expect(graph?.edges.map { [$0.from, $0.to] } == [[1, 0], [2, 1]])
  }

  private func place(_ line: Int, _ column: Int) -> Place {
    Place(file: "web.yml", line: line, column: column)
  }
}
