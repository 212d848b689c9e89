internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport

/// `converge module test [DIR]`
struct ModuleTestVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test",
    abstract: "Runs a module's tests: what it makes of given parameters and facts.",
    discussion: """
      For example: converge module test Modules/motd

      The tests are the module's tests/*.yml; nothing is read of this host, and nothing changed.

      Exit status: 0 where all pass, 4 where some do not, 65 where a test is wrong, 66 where the
      module cannot be read or has no tests.
      """)

  @Argument(
    help: ArgumentHelp("A directory with module.yml.", valueName: "directory"),
    completion: .directory)
  var directory = "."

  @Option(
    name: .customLong("module-path"),
    help: ArgumentHelp(
      "Where modules that it uses are looked for by name, before those beside it.",
      valueName: "directory"), completion: .directory)
  var modulePath: [String] = []

  @Option(help: ArgumentHelp("How the results are written.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var state: StateOptions

  @OptionGroup var color: ColorOption
  @OptionGroup var amount: AmountOptions

  func validate() throws {
    if directory.isEmpty || modulePath.contains("") {
      throw ValidationError("a directory has no name; write one, as modules/docker")
    }
  }

  func run() throws {
    var outcomes: [ModuleTesting.Outcome] = []
    try Document.orProblems(in: format) {
      outcomes = try ModuleTesting(
        directory: directory, modulePath: modulePath, state
      ).outcomes()
    }
    Document.write(value(of: outcomes), in: format)
    if format == .text { tell(outcomes) }
    if outcomes.contains(where: { $0.ending == .wrong }) { throw Stop(.invalidManifest) }
    if outcomes.contains(where: { $0.ending == .failed }) { throw Stop(.incomplete) }
  }

  private func tell(_ outcomes: [ModuleTesting.Outcome]) {
    let width = outcomes.map(\.name.count).max() ?? 0
    for outcome in outcomes {
      let space = String(repeating: " ", count: width - outcome.name.count + 2)
      let line = "\(outcome.ending.word)  \(outcome.name)\(space)\(outcome.description ?? "")"
      if !amount.quiet || outcome.ending != .passed {
        Console.output.write(String(line.trimmingSpacesAtEnd) + "\n")
      }
    }
    for outcome in outcomes where outcome.ending != .passed {
      outcome.problems.tell(in: outcome.texts, color, amount.ofProblems)
    }
    let count = outcomes.count { $0.ending != .passed }
    if !amount.quiet || count > 0 { Console.output.write(Message.sum(outcomes.count, count)) }
  }

  private func value(of outcomes: [ModuleTesting.Outcome]) -> Value {
    .record([
      "converge": 1,
      "tests": .list(
        outcomes.map { outcome in
          let problems = outcome.problems.items.map { DiagnosticReport($0) }
          return .record([
            "name": .text(outcome.name),
            "description": outcome.description.map(Value.text) ?? .null,
            "result": .text(outcome.ending.rawValue),
            "diagnostics": ProblemsReport(outcome.ending == .passed ? [] : problems)
              .plainValue["diagnostics"] ?? .list([]),
          ])
        }),
      "summary": .record([
        "total": .integer(Int64(outcomes.count)),
        "failed": .integer(Int64(outcomes.count { $0.ending != .passed })),
      ]),
    ])
  }
}

extension String {
  fileprivate var trimmingSpacesAtEnd: Substring {
    var text = self[...]
    while text.last == " " { text.removeLast() }
    return text
  }
}

private enum Message {
  static func sum(_ total: Int, _ failed: Int) -> String {
    "\n\(total) test\(total == 1 ? "" : "s"), "
      + (failed == 0 ? "all as expected\n" : "\(failed) not as expected\n")
  }
}
