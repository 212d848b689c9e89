import ArgumentParser
import Testing

@testable import ConvergeCommands

@Suite struct UsualCommandLineTests {
  @Test(arguments: [
    "apply web.yml", "plan web.yml", "drift web.yml", "apply web.yml -q", "plan -v web.yml",
    "apply --state-dir /srv/state web.yml --quiet", "drift web.yml --format json --verbose",
    "plan web.yml --state-dir state --format markdown", "apply web.yml --format yaml -v",
    "apply --detailed-exit-code --take-over --dry-run web.yml",
  ])
  func `a usual command line means what ArgumentParser makes of it`(line: String) throws {
    let arguments = line.split(separator: " ").map(String.init)
    let verb = try #require(UsualCommandLine.verb(arguments))
    let parsed = try Converge.parseAsRoot(arguments)
    #expect(type(of: verb) == type(of: parsed))
    #expect(String(describing: verb) == String(describing: parsed))
    #expect(!"\(verb)".contains("definition"))
  }

  @Test(arguments: [
    "", "apply", "help apply", "apply --help", "apply a.yml b.yml", "apply -", "apply a.yml -qv",
    "apply a.yml -q -v", "apply a.yml --state-dir", "apply a.yml --state-dir -q",
    "apply a.yml --state-dir=/srv", "apply a.yml --format xml", "plan a.yml --dry-run",
    "drift a.yml --take-over", "apply a.yml --tags web", "apply -- a.yml", "graph a.yml",
    "apply a.yml --format json --format yaml", "apply a.yml --generate-completion-script",
  ])
  func `what is not usual is left to ArgumentParser`(line: String) {
    let arguments = line.split(separator: " ").map(String.init)
    #expect(UsualCommandLine.verb(arguments) == nil)
    #expect(UsualCommandLine.verb(arguments + [""]) == nil)
  }
}
