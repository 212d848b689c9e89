import ConvergeTestSupport
import Testing

@Suite struct HelpTests {
  @Test(arguments: [
    [], ["apply"], ["plan"], ["drift"], ["validate"], ["graph"], ["facts"], ["explain"],
    ["schema"], ["schema", "manifest"], ["schema", "report"], ["data"], ["data", "explain"],
    ["module"], ["module", "fetch"], ["module", "lock"], ["module", "list"], ["module", "test"],
    ["history"], ["report"], ["forget"], ["hook"], ["hook", "list"], ["hook", "retry"],
    ["hook", "run"], ["bundle"], ["bundle", "create"], ["bundle", "verify"],
  ])
  func `every verb has help with an example`(verb: [String]) throws {
    let program = try ProgramUnderTest()
    let ending = try program.start(verb + ["--help"]).ending()
    #expect(ending.status == 0)
    #expect(ending.error == "")
    #expect(ending.output.contains("For example"))
    #expect(try ProgramUnderTest().start(["help"] + verb).ending().output == ending.output)
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
    (["plan", "a.yml", "--format", "xml"], "xml"), (["plan", "a.yml", "-q", "-v"], "exclude"),
    (["plan", "a.yml", "--only", "nothing"], "kind:name"),
    (["apply", "a.yml", "--lock-timeout", "soon"], "no duration"),
    (["apply", "a.yml", "--jobs", "0"], "from 1 to 1024"),
    (["explain", "fil"], "did you mean 'file'?"), (["hlep"], "did you mean 'help'?"),
    (["help", "aply"], "did you mean 'apply'?"), (["schema", "repotr"], "did you mean 'report'?"),
    (["schema", "x"], "'converge schema --help' lists the verbs"),
    (["plan", "--hlep"], "Did you mean '--help'?"), (["--verison"], "Did you mean '--version'?"),
    (["plan", "--ony", "file:/x"], "Did you mean '--only'?"),
    (["apply", "a.yml", "--takeover"], "Did you mean '--take-over'?"),
    (["plan", "a.yml", "b.yml"], "b.yml"), (["plan", "--state-dir", "", "a.yml"], "no directory"),
    (["validate"], "<manifest>"), (["graph", "a.yml", "--format", "png"], "'mermaid'"),
    (["explain", "file.mod"], "did you mean 'mode'?"),
    (["explain", "facts.oss"], "did you mean 'os'?"),
    (["explain", "facts.os.idd"], "facts.os has no 'idd': did you mean 'id'?"),
    (["explain", "parameters.tipe"], "did you mean 'type'?"),
    (["explain", "requir"], "did you mean 'require'?"),
    (["explain", "file.reqire"], "did you mean 'require'?"),
    (["data", "explian"], "did you mean 'explain'?"),
    (["facts", "oss"], "did you mean 'os'?"), (["facts", "os.idd"], "did you mean 'id'?"),
    (["facts", "--format", "markdown"], "markdown"),
  ])
  func `wrong usage ends with 64 and says what would be right`(
    arguments: [String], hint: String
  ) throws {
    let ending = try ProgramUnderTest().start(arguments).ending()
    #expect(ending.status == 64)
    #expect(ending.output == "")
    #expect(ending.error.contains(hint), "\(ending.error)")
    #expect(ending.error.hasPrefix("error: "))
  }
}
