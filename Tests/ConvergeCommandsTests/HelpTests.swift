import ConvergeTestSupport
import Testing

@Suite struct HelpTests {
  @Test(arguments: [
    [], ["apply"], ["plan"], ["drift"], ["validate"], ["graph"], ["explain"], ["schema"],
    ["schema", "report"], ["history"], ["report"], ["forget"],
  ])
  func `every verb has help with an example`(verb: [String]) throws {
    let program = try ProgramUnderTest()
    let ending = try program.start(verb + ["--help"]).ending()
    #expect(ending.status == 0)
    #expect(ending.error == "")
    #expect(ending.output.contains("For example"))
    let name = verb.isEmpty ? "help" : "help-\(verb.joined(separator: "-"))"
    let path = "\(Golden.folder("Golden"))/\(name).txt"
    #expect(Golden.complaint(about: ending.output, at: path) == nil)
  }

  @Test func `the version is one line`() throws {
    let ending = try ProgramUnderTest().run("--version")
    #expect(ending.status == 0)
    #expect(ending.output.hasPrefix("converge "))
    #expect(ending.output.split(separator: "\n").count == 1)
  }

  @Test(arguments: [
    (["aply"], "did you mean 'apply'?"), (["frobnicate"], "'converge --help' lists the verbs"),
    (["plan"], "<manifest>"), (["plan", "a.yml", "--formt", "json"], "--formt"),
    (["plan", "a.yml", "--format", "html"], "html"), (["plan", "a.yml", "-q", "-v"], "exclude"),
    (["plan", "a.yml", "--only", "nothing"], "kind:name"),
    (["apply", "a.yml", "--lock-timeout", "soon"], "no duration"),
    (["apply", "a.yml", "--jobs", "0"], "from 1 to 1024"),
    (["explain", "fil"], "did you mean 'file'?"),
    (["explain", "file.mod"], "did you mean 'mode'?"),
  ])
  func `wrong usage ends with 64 and says what would be right`(
    arguments: [String], hint: String
  ) throws {
    let ending = try ProgramUnderTest().start(arguments).ending()
    #expect(ending.status == 64)
    #expect(ending.output == "")
    #expect(ending.error.contains(hint))
  }
}
