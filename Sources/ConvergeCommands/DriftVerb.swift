internal import ArgumentParser
internal import ConvergeEngine

/// `converge drift MANIFEST`
struct DriftVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Shows what differs from the manifest, and why; changes nothing.",
    discussion: """
      For example: converge drift web.yml --format json

      Exit status: as plan's.
      """)

  @OptionGroup var source: ManifestOption
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var output: ReportOptions

  func run() throws {
    let run = try ManifestRun(source.manifest, selection, output.color)
    let report = try Waiting.run { [options] in try await run.plan(.drift, options) }
    output.tell(report)
    try report.end()
  }
}
