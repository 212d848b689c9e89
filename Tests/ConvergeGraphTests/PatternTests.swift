import ConvergeCore
import ConvergeGraph
import Testing

/// A pattern is one point of the graph (`language.md`, section 5).
@Suite struct PatternTests {
  @Test func `what uses a pattern comes after all that it matches, and pulls it forward`() {
    var declared = Declared()
    declared.add("file:/late", phase: .services)
    let files = (0..<2).map { declared.add("file:/\($0)") }
    let commands = (0..<2).map { declared.command("command:\($0)") }
    declared.pattern("command:*", matching: commands, usedBy: files)
    #expect(
      declared.waves() == [["command:0"], ["command:1"], ["file:/0", "file:/1"], ["file:/late"]])
  }

  @Test func `with before it is the other way round`() {
    var declared = Declared()
    let files = (0..<2).map { declared.add("file:/\($0)") }
    let commands = (0..<2).map { declared.command("command:\($0)") }
    declared.pattern("file:*", matching: files, usedBy: commands, isBefore: true)
    #expect(declared.order() == ["command:0", "command:1", "file:/0", "file:/1"])
  }

  @Test func `a cycle through a pattern is printed from resource to resource`() throws {
    var declared = Declared()
    let file = declared.add("file:/a")
    let services = (0..<3).map { declared.add("service:\($0)", phase: .services) }
    declared.pattern("service:*", matching: services, usedBy: [file])
    declared.edge(file, services[1], .subscribe)
    let problems = declared.build().problems
    #expect(
      problems.map(\.message) == [
        "these wait for each other: 'file:/a' before 'service:1' before 'file:/a'"
      ])
    #expect(
      problems[0].related.map(\.message) == [
        "'service:1' subscribes to 'file:/a'", "'file:/a' requires 'service:1'",
      ])
    // Where the pattern is used, not where its members are found.
    #expect(problems[0].related[1].place == Place(file: "web.yml", line: 1, column: 23))
  }

  @Test func `an automatic edge against a pattern is left out with a note`() {
    var declared = Declared()
    declared.path("directory:/srv")
    declared.path("file:/srv/a")
    declared.path("file:/srv/b")
    declared.pattern("file:/srv/*", matching: [1, 2], usedBy: [0])
    let (graph, problems) = declared.build()
    #expect(graph?.order == [1, 2, 0])
    #expect(problems.map(\.severity) == [.note, .note])
  }

  @Test func `what is required or refreshed through a pattern is found`() throws {
    var declared = Declared()
    let files = (0..<3).map { declared.add("file:/\($0)") }
    let services = (0..<2).map { declared.add("service:\($0)", phase: .services) }
    let last = declared.command("command:last")
    declared.pattern("file:*", matching: files, usedBy: services, .subscribe)
    declared.pattern("service:*", matching: services, usedBy: [last], .after)
    let graph = try #require(declared.build().graph)
    #expect(graph.subscribers(of: files[1]) == services)
    #expect(graph.subscribers(of: services[0]).isEmpty)
    #expect(graph.transitiveRequirements(of: [services[0]]) == Set(files + [services[0]]))
    #expect(graph.transitiveRequirements(of: [last]) == [last])
  }

  @Test(arguments: [[0], [2, 3], [1, 3], [3], []] as [Set<Int>])
  func `edges through a pattern to what is not selected fall away`(selected: Set<Int>) throws {
    var declared = Declared()
    let files = (0..<2).map { declared.add("file:/\($0)") }
    let services = (0..<2).map { declared.add("service:\($0)", phase: .services) }
    declared.pattern("file:*", matching: files, usedBy: services)
    var schedule = Schedule(try #require(declared.build().graph), selected: selected)
    var ended: [Int] = []
    while !schedule.isFinished {
      let next = schedule.next()
      try #require(!next.isEmpty)
      for index in next {
        schedule.finish(index)
        ended.append(index)
      }
    }
    #expect(ended == selected.sorted())
  }

  @Test(arguments: [1_000, 4_000])
  func `two patterns of many cost a few steps for each resource`(count: Int) throws {
    var declared = Declared()
    let files = (0..<count).map { declared.add("file:/\($0)") }
    let services = (0..<count).map { declared.add("service:\($0)", phase: .services) }
    declared.pattern("file:*", matching: files, usedBy: services)
    let graph = try #require(declared.build().graph)
    #expect(graph.edges.count == 2 * count)
    #expect(graph.effort < 40 * count)
    var schedule = Schedule(graph)
    #expect(schedule.next() == files)
    for index in files { schedule.finish(index) }
    #expect(schedule.next() == services)
  }

  @Test func `the order is as if every pair had an edge of its own`() throws {
    for seed in UInt64(0)..<500 {
      var numbers = SeededNumbers(seed: seed)
      var declared = Declared(seed: seed)
      let indices = Array(declared.vertices.indices).shuffled(using: &numbers)
      for number in 0..<3 {
        let members = Array(indices.prefix(Int.random(in: 1...6, using: &numbers)))
        let users = indices.suffix(Int.random(in: 1...3, using: &numbers))
          .filter { !members.contains($0) }
        declared.pattern(
          "unit:\(number)*", matching: members, usedBy: users,
          isBefore: numbers.next().isMultiple(of: 4))
      }
      let (graph, problems) = declared.build()
      let (plain, others) = declared.withoutPatterns.build()
      try #require((graph == nil) == (plain == nil), "seed \(seed)")
      try #require(graph?.order == plain?.order, "seed \(seed)")
      guard graph != nil else { continue }
      #expect(problems.count == others.count, "seed \(seed)")
    }
  }
}
