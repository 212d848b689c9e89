import ConvergeCore
import ConvergeGraph
import Foundation
import Testing

/// Each view of one graph as it was reviewed. `CONVERGE_GOLDEN=rewrite` with `swift test` writes
/// the files anew.
@Suite struct GraphViewTests {
  @Test func `the graph as Graphviz draws it`() throws {
    try expect(try graph().dotText(), isGolden: "graph.dot")
  }

  @Test func `the graph as Mermaid draws it`() throws {
    try expect(try graph().mermaidText(), isGolden: "graph.mmd")
  }

  @Test func `the graph as data`() throws {
    try expect(try graph().jsonValue().jsonText(isIndented: true) + "\n", isGolden: "graph.json")
  }

  private func graph() throws -> Graph {
    var declared = Declared()
    let unit = Identity(.unit, "app.service")
    let package = declared.add("package:nginx", phase: .packages)
    declared.path("directory:/srv")
    let odd = declared.path("file:/srv/\"odd\" <name>\\n#1;\nü")
    let service = declared.add("service:app", phase: .services, needs: [.thing(unit)])
    declared.add("file:/etc/systemd/system/app.service", provides: [unit])
    let command = declared.command("docker/command:reindex")
    declared.add("user:old", aim: .absence, phase: .userRemovals)
    declared.edge(odd, service, .subscribe)
    declared.edge(service, command, .after)
    declared.edge(command, package)
    declared.pattern("service:a*", matching: [service], usedBy: [command], .after)
    return try #require(declared.build().graph)
  }

  private func expect(_ text: String, isGolden name: String) throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["CONVERGE_GOLDEN"] == "rewrite" {
      try Data(text.utf8).write(to: file)
    }
    let golden = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    #expect(text == golden)
  }
}
