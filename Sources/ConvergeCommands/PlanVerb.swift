internal import ArgumentParser
internal import ConvergeEngine

/// `converge plan MANIFEST`
struct PlanVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what apply would do, and why; changes nothing.",
    discussion: """
      For example: converge plan web.yml --only service:nginx

      Exit status:
        0    the host is as the manifest says
        2    something differs or is owed
        4    something cannot be read, or will fail; nothing else differs
        6    something differs, and something cannot be read or will fail
        65   the manifest, or something it names, is invalid or missing
        66   the manifest cannot be read
      """)

  @OptionGroup var source: ManifestOption
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var output: ReportOptions

  func run() throws {
    let run = try ManifestRun(source.manifest, selection, output.color)
    let report = try Waiting.run { [options] in try await run.plan(.plan, options) }
    output.tell(report)
    try report.end()
  }
}
