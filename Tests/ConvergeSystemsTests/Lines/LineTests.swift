import ConvergeCore
import ConvergeKinds
import ConvergeTestSupport
import Testing

struct LineTests {
  private let bench = KindBench<Line>(SimulatedHost())

  @Test func `a file over four MiB is refused`() async throws {
    bench.machine.put("/etc/big", [UInt8](repeating: 97, count: 4 << 20))
    let text = "lines: { /etc/big: { line: x } }"
    #expect(try await bench.verdicts(text).map(\.action) == [.create])
    bench.machine.put("/etc/big", [UInt8](repeating: 97, count: 4 << 20 + 1))
    let states = await Line.observe(try bench.resources(text), on: bench.host)
    let verdict = try bench.resources(text)[0]
      .plan(from: try states[0].get(), last: nil, in: PredictedHost())
    guard case .failing(let error) = verdict else {
      Issue.record("it is \(verdict)")
      return
    }
    #expect(error.reason == .tooLarge)
  }

  @Test func `a sensitive line is told nowhere, and makes a file that only its owner reads`()
    async throws
  {
    var problems = Diagnostics()
    let line = try #require(
      Line(declaration(match: "^password="), reporting: &problems), "\(problems)")
    #expect(line.provides.allSatisfy { !$0.name.contains("hunter2") })
    let state = try await Line.observe([line], on: bench.host)[0].get()
    let verdict = line.plan(from: state, last: nil, in: PredictedHost())
    let told = verdict.changes.filter { $0.attribute != "state" }
    #expect(!told.isEmpty && told.allSatisfy(\.isSensitive))
    let planned = Planned(line, state, verdict, last: nil, timeout: .seconds(1))
    let results = await Line.apply([planned], in: bench.run, on: bench.host)
    #expect(results == [.success(Effect())])
    let entry = try #require(bench.machine.entry("/etc/app.conf"))
    #expect(entry.content == Array("password=hunter2\n".utf8))
    #expect(entry.status.mode == 0o600)
  }

  @Test func `a sensitive line without an expression has no name, and is a problem`() {
    var problems = Diagnostics()
    #expect(Line(declaration(match: nil), reporting: &problems) == nil)
    #expect(problems.items.map(\.message) == ["a sensitive line needs 'match'"])
  }

  private func declaration(match: String?) -> Declaration {
    let place = Place(file: "m.yml", line: 1, column: 1)
    func node(_ text: String, isSensitive: Bool = false) -> Node {
      Node(.scalar(Scalar(text, isPlain: false, isSensitive: isSensitive)), at: place)
    }
    var attributes = [
      Node.Entry(key: node("line"), value: node("password=hunter2", isSensitive: true)),
      Node.Entry(
        key: node("create"), value: Node(.scalar(Scalar("true", isPlain: true)), at: place)),
    ]
    if let match { attributes.append(Node.Entry(key: node("match"), value: node(match))) }
    return Declaration(
      kind: Line.kind, reference: Reference(kind: "line", name: "/etc/app.conf"), place: place,
      attributes: attributes, name: node("/etc/app.conf"), common: CommonAttributes(),
      sources: InMemorySources())
  }
}
