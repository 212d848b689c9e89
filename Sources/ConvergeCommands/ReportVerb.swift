internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeLedger
internal import ConvergeReport

/// `converge report [RUN]`
struct ReportVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "A run of this host's history again, in any format.",
    discussion: "For example: converge report --format markdown")

  @Argument(
    help: ArgumentHelp("The run's id, or how it ends; default: the last.", valueName: "run"))
  var id: String?

  @OptionGroup var state: StateOptions
  @OptionGroup var output: ReportOptions

  func run() throws {
    try Document.orProblems(in: output.format.ofData) {
      let report = try Waiting.run { [state, id] in
        let history = try await History(in: state)
        return try await history.report(of: try await history.id(of: id))
      }
      output.tell(report)
    }
  }
}
