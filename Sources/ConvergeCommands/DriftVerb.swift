internal import ArgumentParser
internal import ConvergeEngine
internal import ConvergeReport

/// `converge drift MANIFEST`
struct DriftVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drift",
    abstract: "Shows what differs from the manifest, since when and why; changes nothing.",
    usage: "converge drift [<options>] <manifest>",
    discussion: """
      For example: converge drift web.yml --format json

      \(PlanVerb.exitStatus)
      """)

  @OptionGroup var source: ManifestOption
  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var output: ReportOptions

  func run() throws {
    try RunVerb(
      verb: .drift, manifest: source.manifest, input: input, selection: selection,
      state: options.state, output: output
    ).run { [options] in try await $0.plan(.drift, options) }
  }
}
