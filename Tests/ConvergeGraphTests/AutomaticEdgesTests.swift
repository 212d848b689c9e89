import ConvergeCore
import ConvergeGraph
import Testing

@Suite struct AutomaticEdgesTests {
  @Test func `a file comes after every declared directory above it`() {
    var declared = Declared()
    declared.path("file:/srv/app/etc/app.conf")
    declared.path("directory:/srv/app")
    declared.path("directory:/srv")
    declared.path("directory:/srv/app/data")
    let graph = declared.build().graph
    #expect(graph?.predecessors(of: 0).map(\.index) == [1, 2])
    #expect(graph?.predecessors(of: 1).map(\.index) == [2])
    #expect(graph?.predecessors(of: 3).map(\.index) == [1, 2])
  }

  @Test func `the root directory is above everything but itself`() {
    var declared = Declared()
    declared.path("file:/motd")
    declared.path("directory:/")
    let graph = declared.build().graph
    #expect(graph?.predecessors(of: 0).map(\.index) == [1])
    #expect(graph?.predecessors(of: 1).isEmpty == true)
  }

  @Test func `a need met by several resources waits for each of them once`() {
    var declared = Declared()
    let engine = Identity(.engine, "docker")
    let needs: [Need] = [.thing(engine), .thing(engine), .thing(Identity(.image, "app:1"))]
    declared.add("container:api", phase: .containers, needs: needs)
    declared.add("package:docker", phase: .packages, provides: [engine])
    declared.add("service:docker", phase: .services, provides: [engine])
    let links = declared.build().graph?.predecessors(of: 0) ?? []
    #expect(links.map(\.index) == [1, 2])
    #expect(links.allSatisfy { $0.isAutomatic && $0.role == .require })
  }

  @Test func `an edge that was written is not made again`() {
    var declared = Declared()
    declared.path("file:/srv/a")
    declared.path("directory:/srv")
    declared.edge(1, 0, .subscribe)
    let links = declared.build().graph?.predecessors(of: 0) ?? []
    #expect(links.map(\.role) == [.subscribe])
    #expect(links.map(\.isAutomatic) == [false])
  }

  @Test func `an after does not replace the requirement`() {
    var declared = Declared()
    declared.path("file:/srv/a")
    declared.path("directory:/srv")
    declared.edge(1, 0, .after)
    #expect(declared.build().graph?.predecessors(of: 0).map(\.role) == [.after, .require])
  }

  @Test func `what is absent goes before what it stands on`() {
    var declared = Declared()
    declared.path("directory:/srv", aim: .absence)
    declared.path("directory:/srv/app", aim: .absence)
    declared.path("file:/srv/app/a", aim: .absence)
    #expect(declared.order() == ["file:/srv/app/a", "directory:/srv/app", "directory:/srv"])
  }

  @Test func `an absent resource does not wait for a present one`() {
    var declared = Declared()
    declared.path("directory:/srv")
    declared.path("file:/srv/a", aim: .absence)
    #expect(declared.build().graph?.edges.isEmpty == true)
    #expect(declared.build().problems.isEmpty)
  }

  @Test func `a present resource below an absent one is an error that shows both`() {
    var declared = Declared()
    declared.path("directory:/srv", aim: .absence)
    declared.path("file:/srv/a")
    let (graph, problems) = declared.build()
    #expect(graph == nil)
    #expect(
      problems.map(\.message) == ["'file:/srv/a' needs 'directory:/srv', which is declared absent"])
    #expect(problems.first?.place?.line == 2)
    #expect(problems.first?.related.map(\.place.line) == [1])
  }

  @Test func `an absent provider does not matter beside a present one`() {
    var declared = Declared()
    let engine = Identity(.engine, "docker")
    declared.add("package:docker.io", aim: .absence, phase: .packages, provides: [engine])
    declared.add("package:docker-ce", phase: .packages, provides: [engine])
    declared.add("container:api", phase: .containers, needs: [.thing(engine)])
    let (graph, problems) = declared.build()
    #expect(problems.isEmpty)
    #expect(graph?.predecessors(of: 2).map(\.index) == [1])
  }

  @Test func `a service is stopped before its absent unit goes`() {
    var declared = Declared()
    let unit = Identity(.unit, "app.service")
    declared.add("file:/etc/systemd/system/app.service", aim: .absence, provides: [unit])
    declared.add("service:app", aim: .stop, phase: .services, needs: [.thing(unit)])
    let (graph, problems) = declared.build()
    #expect(problems.isEmpty)
    #expect(graph?.order == [1, 0])
    #expect(graph?.phase(of: 1) == .files)
  }

  @Test func `a path longer than any host allows has nothing above it`() {
    var declared = Declared()
    declared.path("directory:/a")
    declared.path("file:" + String(repeating: "/a", count: 100_000))
    #expect(declared.build().graph?.edges.isEmpty == true)
  }
}
