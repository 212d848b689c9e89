import ConvergeCore
import ConvergeGraph
import Testing

@Suite struct OrderTests {
  @Test func `phases order what no edge does`() {
    var declared = Declared()
    declared.command("command:c")
    declared.add("service:s", phase: .services)
    declared.path("file:/f")
    declared.add("package:p", phase: .packages)
    #expect(declared.order() == ["package:p", "file:/f", "service:s", "command:c"])
  }

  @Test func `what is required is pulled forward with all that it requires`() {
    var declared = Declared()
    declared.add("package:p", phase: .packages)
    declared.command("command:c")
    declared.path("file:/f")
    declared.path("file:/g")
    declared.edge(1, 0)
    declared.edge(2, 1, .after)
    let graph = declared.build().graph
    #expect(declared.order() == ["file:/f", "command:c", "package:p", "file:/g"])
    #expect(graph?.phase(of: 2) == .packages)
    #expect(graph?.phase(of: 3) == .files)
  }

  @Test func `within a phase what was pulled in goes first, then removals and stops`() {
    var declared = Declared()
    declared.add("container:new", phase: .containers)
    declared.add("container:old", aim: .absence, phase: .containers)
    declared.add("container:idle", aim: .stop, phase: .containers)
    declared.command("command:c")
    declared.edge(3, 0)
    #expect(
      declared.waves() == [["command:c"], ["container:old", "container:idle"], ["container:new"]])
  }

  @Test func `a removal waits for the creation that it was told to wait for`() {
    var declared = Declared()
    declared.add("container:new", phase: .containers)
    declared.add("container:old", aim: .absence, phase: .containers)
    declared.add("container:other", phase: .containers)
    declared.edge(0, 1)
    #expect(declared.waves() == [["container:new"], ["container:old"], ["container:other"]])
  }

  @Test func `packages go and come in one transaction`() {
    var declared = Declared()
    declared.add("package:new", phase: .packages)
    declared.add("package:old", aim: .absence, phase: .packages)
    #expect(declared.waves() == [["package:new", "package:old"]])
  }

  @Test func `commands run one at a time in the order written`() {
    var declared = Declared()
    declared.command("command:a")
    declared.command("command:b")
    declared.command("command:c")
    declared.edge(2, 0)
    #expect(declared.waves() == [["command:b"], ["command:c"], ["command:a"]])
  }

  @Test func `a command waits for an earlier one that still waits for a file`() {
    var declared = Declared()
    declared.path("file:/f")
    declared.command("command:a")
    declared.command("command:b")
    declared.path("file:/g")
    declared.edge(3, 1)
    declared.edge(1, 0)
    declared.edge(2, 0)
    #expect(declared.waves() == [["file:/g"], ["command:a"], ["command:b"], ["file:/f"]])
  }

  @Test func `a hook pulled into the commands keeps its written place among them`() {
    var declared = Declared()
    declared.command("command:a")
    declared.add("hook:h", phase: .hooks, runsAlone: true)
    declared.command("command:b")
    declared.edge(1, 2)
    #expect(declared.order() == ["command:a", "hook:h", "command:b"])
  }

  @Test func `only what is required is a requirement, near or far`() {
    var declared = Declared()
    for index in 0..<5 { declared.add("file:/\(index)") }
    declared.edge(0, 1)
    declared.edge(1, 2, .subscribe)
    declared.edge(3, 2, .after)
    let graph = declared.build().graph
    #expect(graph?.transitiveRequirements(of: [2]) == [0, 1, 2])
    #expect(graph?.transitiveRequirements(of: [4]) == [4])
    #expect(graph?.transitiveRequirements(of: []) == [])
  }

  @Test func `an empty manifest is in order and finished`() {
    let graph = Declared().build().graph
    #expect(graph?.order == [])
    #expect(graph.map { Schedule($0).isFinished } == true)
  }
}
