import ConvergeCore
import ConvergeReport
import Foundation
import Testing

@Suite struct HistoryTests {
  private func prepared() throws -> ProgramUnderTest {
    let program = try ProgramUnderTest()
    try program.write(
      "m.yml", "name: web\nfiles: { \"@/x\": { content: \"y\\n\" }, \"@/z\": { content: z } }\n")
    #expect(try program.run("apply", "m.yml").status == 0)
    try program.write("x", "other\n")
    #expect(try program.run("apply", "m.yml").status == 0)
    #expect(try program.run("apply", "m.yml").status == 0)
    return program
  }

  @Test func `runs are listed newest first, as many as are asked for`() throws {
    let program = try prepared()
    let lines = try program.run("history").output.split(separator: "\n")
    #expect(lines.map { $0.contains("in sync") } == [true, false, false])
    #expect(lines.allSatisfy { $0.contains("  apply  web  ") })
    #expect(try program.run("history", "--limit", "1").output.split(separator: "\n").count == 1)
    #expect(try program.run("history", "--limit", "0").status == 64)
  }

  @Test func `a resource has a history of its own: what each run did with it, and why`() throws {
    let program = try prepared()
    let reference = "file:\(program.path("x"))"
    let lines = try program.run("history", reference).output.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0].contains("updated  host"))
    #expect(lines[1].contains("created  new"))
    let rows = try Value(json: program.run("history", reference, "--format", "json").output.utf8)
    #expect(rows.list?.map { $0["result"] } == ["updated", "created"])
    #expect(rows.list?[0]["changes"] == .list(["content"]))
    let none = try program.run("history", "file:/none")
    #expect(none.status == 0)
    #expect(none.output == "the last 50 runs did nothing with file:/none\n")
    #expect(try program.run("history", "nonsense").status == 64)
  }

  @Test func `a run is found by its id or its end, and one that is not there is 64`() throws {
    let program = try prepared()
    let rows = try Value(json: program.run("history", "--format", "json").output.utf8)
    let id = try #require(rows.list?.last?["run"]?.text)
    for name in [id, String(id.suffix(4))] {
      let ending = try program.run("report", name, "--format", "json")
      #expect(try Report(json: ending.output).run == id)
      #expect(ending.status == 0)
    }
    let wrong = try program.run("report", String(id.dropLast()) + "x")
    #expect(wrong.status == 64)
    #expect(wrong.error.contains("did you mean"))
    let empty = try ProgramUnderTest()
    #expect(try empty.run("history").output == "no run is kept yet\n")
    #expect(try empty.run("report").status == 64)
  }

  @Test func `a manifest that nobody knows cannot be forgotten, and the nearest is named`() throws {
    let program = try prepared()
    let wrong = try program.run("forget", "wbe")
    #expect(wrong.status == 64)
    #expect(wrong.error.contains("did you mean 'web'?"))
    #expect(try program.run("forget", "other").error.contains("remembered are web"))
    #expect(try program.run("forget", "web").output.contains("2 resources"))
    let plan = try Report(json: program.run("plan", "m.yml", "--format", "json").output)
    #expect(plan.result == .inSync)
  }
}
