import ConvergeCore
import ConvergeTestSupport
import Testing

@testable import ConvergeReport

@Suite struct ProblemTextTests {
  @Test func `a problem shows its line with the place underlined and what would be right`() {
    let source = String(repeating: "\n", count: 30) + "    ensure: present\n"
    var problems = Diagnostics()
    problems.error(
      "unknown attribute 'ensure' of file",
      at: Place(file: "web.yml", line: 31, column: 5, length: 6), hint: "did you mean 'state'?")
    let text = ProblemText(problems, sources: ["web.yml": Array(source.utf8)]).text
    #expect(
      text == """
        error: unknown attribute 'ensure' of file
          --> web.yml:31:5
           |
        31 |     ensure: present
           |     ^^^^^^ did you mean 'state'?

        1 problem

        """)
  }

  @Test func `a line that may hold a secret is not shown`() {
    var problems = Diagnostics()
    problems.append(
      Diagnostic(
        .error, "'password' is nothing that shadow(5) takes",
        at: Place(file: "m.yml", line: 1, column: 1),
        hint: "it must be a hash", hidesLine: true))
    let text = ProblemText(problems, sources: ["m.yml": Array("password: hunter2\n".utf8)]).text
    #expect(
      text == """
        error: 'password' is nothing that shadow(5) takes
         --> m.yml:1:1
          = it must be a hash

        1 problem

        """)
  }

  @Test func `tabs, wide characters, long lines, related places and missing sources`() {
    let long = String(repeating: "x", count: 150) + " bad " + String(repeating: "y", count: 150)
    let source = ["\tkey: 漢字 wrong", long, "", "first:", "  again:", "esc \u{1B}[2J x\r"]
      .joined(separator: "\n")
    var problems = Diagnostics()
    problems.error("after wide ones", at: Place(file: "a.yml", line: 1, column: 10, length: 5))
    problems.error(
      "in a long line", at: Place(file: "a.yml", line: 2, column: 152, length: 3), hint: "good")
    problems.warning("an empty line", at: Place(file: "a.yml", line: 3, column: 1, length: 4))
    problems.error(
      "declared twice", at: Place(file: "a.yml", line: 5, column: 3, length: 5),
      related: [
        Diagnostic.Related("first here", at: Place(file: "a.yml", line: 4, column: 1, length: 5)),
        Diagnostic.Related("and there", at: Place(file: "gone.yml", line: 120, column: 1)),
      ])
    problems.error("past the end", at: Place(file: "a.yml", line: 6, column: 90, length: 9))
    problems.error("nowhere", at: nil, hint: "say where")
    problems.error("without its text", at: Place(file: "b.yml", line: 7, column: 2), hint: "so")
    let text = ProblemText(problems, sources: ["a.yml": Array(source.utf8)]).text
    #expect(Golden.complaint(about: text, at: "\(Golden.folder("Golden"))/problems.txt") == nil)
  }

  @Test func `of very many problems the first are told, and the rest is counted`() {
    var problems = Diagnostics()
    for line in 1...1000 { problems.error("bad", at: Place(file: "x", line: line, column: 1)) }
    let text = ProblemText(problems, limit: 2).text
    #expect(text.hasSuffix("\n --> x:2:1\n\n… 998 more\n1000 problems\n"), "\(text)")
  }

  @Test func `no problem is no text`() {
    #expect(ProblemText(Diagnostics()).text == "")
  }

  @Test(arguments: [0, 50, 100_000, 250_000])
  func `of a long line what is around the mark is shown`(start: Int) {
    let line =
      String(repeating: "ä", count: start) + "HERE" + String(repeating: "z", count: 200_000)
    var problems = Diagnostics()
    problems.error("no", at: Place(file: "a.yml", line: 2, column: start + 1, length: 4))
    let text = ProblemText(problems, sources: ["a.yml": Array("first\n\(line)\n".utf8)]).text
    let lines = text.split(separator: "\n")
    let shown = lines.first { $0.contains("HERE") }
    let mark = lines.first { $0.contains("^^^^") }
    #expect(shown.map { $0.count < 120 } == true)
    let column = shown?.split(separator: "HERE", omittingEmptySubsequences: false).first?.count
    #expect(column == mark?.prefix { $0 != "^" }.count)
  }

  @Test func `a line that is too long to look at is left out`() {
    var problems = Diagnostics()
    problems.error("no", at: Place(file: "a.yml", line: 1, column: 7), hint: "do")
    let bytes = [UInt8](repeating: UInt8(ascii: "x"), count: 2 << 20)
    let text = ProblemText(problems, sources: ["a.yml": bytes]).text
    #expect(text == "error: no\n --> a.yml:1:7\n  = do\n\n1 problem\n")
  }
}
