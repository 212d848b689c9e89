import ConvergeCore
import ConvergeReport
import Testing

@Suite struct `A problem in one line` {
  private func problem(_ message: String, hint: String? = nil, line: Int? = nil) -> DiagnosticReport
  {
    var problem = DiagnosticReport(error: message)
    problem.hint = hint
    if let line {
      var location = LocationReport()
      (location.file, location.line, location.column) = ("site.yml", line, 5)
      problem.location = location
    }
    return problem
  }

  @Test func `names the place and what would be right`() {
    let one = problem("unknown attribute 'modee' of file", hint: "did you mean 'mode'?", line: 3)
    #expect(
      one.line == "site.yml:3:5: unknown attribute 'modee' of file: did you mean 'mode'?")
    #expect(problem("no source").line == "no source")
  }

  @Test func `is the first error of several, and says how many more there are`() {
    var warning = problem("a warning")
    warning.severity = Diagnostic.Severity.warning.rawValue
    #expect([warning].line == nil)
    #expect([warning, problem("one", line: 1)].line == "site.yml:1:5: one")
    #expect([problem("one"), warning, problem("two")].line == "one (and 1 more)")
  }
}
