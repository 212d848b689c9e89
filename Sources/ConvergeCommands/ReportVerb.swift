internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeLedger
internal import ConvergeReport

/// `converge report [RUN]`
struct ReportVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "A run of this host's history again, in any format.",
    discussion: """
      For example: converge report --format markdown
                   converge report --hook migrate --output
      """)

  @Argument(
    help: ArgumentHelp("The run's id, or how it ends; default: the last.", valueName: "run"))
  var id: String?

  @Option(
    help: ArgumentHelp(
      "Only this hook: its name, or MODULE/hook:NAME.", valueName: "name"),
    completion: HookNames.completion)
  var hook: String?

  @Flag(
    name: .customLong("output"),
    help: "What the hook wrote, whole as far as it is kept, to the same two outputs.")
  var wantsOutput = false

  @OptionGroup var state: StateOptions
  @OptionGroup var output: ReportOptions

  func validate() throws {
    if wantsOutput, hook == nil {
      throw ValidationError("'--output' needs a hook; write --hook NAME --output")
    }
  }

  func run() throws {
    try Document.orProblems(in: output.format.ofData) {
      let (report, past) = try Waiting.run { [state, id, format = output.format] in
        let history = try await History(in: state)
        let report = try await history.report(of: try await history.id(of: id))
        return (report, format == .html ? try await history.past(limit: 30) : [])
      }
      guard let hook else {
        output.tell(report, past: past)
        return
      }
      let part = try HookPart(of: report, named: hook)
      if wantsOutput { try part.writeOutput() } else { output.tell(part.report) }
    }
  }
}
