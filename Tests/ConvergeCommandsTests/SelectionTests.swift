import ConvergeReport
import Foundation
import Testing

@Suite struct SelectionTests {
  private static let manifest = """
    name: tagged
    files:
      "@/web": { content: w, tags: [web, all] }
      "@/db": { content: d, tags: [db, all] }
      "@/other": { content: o }
    """

  @Test(arguments: [
    (["--tags", "web"], ["web"], 2), (["--tags", "web,db"], ["db", "web"], 1),
    (["--tags", "web", "--tags", "db"], ["db", "web"], 1),
    (["--skip-tags", "web"], ["db", "other"], 1),
    (["--tags", "all", "--skip-tags", "db"], ["web"], 2),
    (["--tags", " web , db "], ["db", "web"], 1),
  ])
  func `tags select, and what is left out is neither read nor changed`(
    options: [String], names: [String], leftOut: Int
  ) throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    let ending = try program.start(["apply", "m.yml", "--format", "json"] + options).ending()
    let report = try Report(json: ending.output)
    let found = report.resources.map { String($0.ref.split(separator: "/").last ?? "") }
    #expect(found.sorted() == names)
    #expect(report.notSelected == leftOut)
    for name in ["web", "db", "other"] {
      let isThere = FileManager.default.fileExists(atPath: program.path(name))
      #expect(isThere == names.contains(name), "\(name)")
    }
  }

  @Test func `one resource comes with all that it requires`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "m.yml",
      """
      name: m
      directories: { "@/d": }
      files: { "@/d/x": { content: x }, "@/other": { content: o } }
      """)
    let ending = try program.run(
      "apply", "m.yml", "--only", "file:\(program.path("d/x"))", "--format", "json")
    let report = try Report(json: ending.output)
    #expect(report.resources.map(\.outcome) == [.created, .created])
    #expect(report.notSelected == 1)
    #expect(try program.read("d/x") == "x")
  }

  @Test func `what is owed to one that is left out stays owed, and does not count`() throws {
    let program = try ProgramUnderTest()
    try program.write(
      "m.yml",
      """
      name: m
      files: { "@/conf": { content: "1", tags: [conf] } }
      commands:
        reload: { command: [/bin/touch, "@/ran"], refresh_only: true, subscribe: ["file:@/conf"] }
      """)
    let part = try program.run("apply", "m.yml", "--tags", "conf", "--format", "json")
    #expect(part.status == 0)
    let owed = try Report(json: part.output).owed
    #expect(owed.map(\.ref) == ["command:reload"])
    #expect(owed.map(\.counts) == [false])
    #expect(owed.first?.because == ["file:\(program.path("conf"))"])
    let text = try program.run("plan", "m.yml", "--tags", "conf")
    #expect(text.status == 0)
    #expect(text.output.contains("(not selected or not enforced)"))
    let whole = try program.run("plan", "m.yml")
    #expect(whole.status == 2)
    #expect(whole.output.contains("run, because of file:\(program.path("conf"))"))
    #expect(try program.run("apply", "m.yml", "--detailed-exit-code").status == 2)
    #expect(FileManager.default.fileExists(atPath: program.path("ran")))
    #expect(try program.run("plan", "m.yml").status == 0)
  }

  @Test(arguments: ["--tags", "--skip-tags"])
  func `a tag that nothing has is a typo, and an empty one stands for nothing`(
    option: String
  ) throws {
    let program = try ProgramUnderTest()
    try program.write("m.yml", Self.manifest)
    let typo = try program.run("apply", "m.yml", option, "wbe")
    #expect(typo.status == 64)
    #expect(typo.error.contains("no resource has the tag 'wbe': did you mean 'web'?"))
    let other = try program.run("plan", "m.yml", option, "nothing")
    #expect(other.error.contains("there are all, db, web"))
    let empty = try program.run("apply", "m.yml", option, "")
    #expect(empty.status == 64)
    #expect(!FileManager.default.fileExists(atPath: program.path("other")))
  }
}
