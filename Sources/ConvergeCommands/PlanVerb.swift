internal import ArgumentParser
internal import ConvergeEngine
internal import ConvergeReport

/// `converge plan MANIFEST`
struct PlanVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Shows what apply would do, and why; changes nothing.",
    usage: "converge plan [<options>] <manifest>",
    discussion: """
      For example: converge plan web.yml --only service:nginx

      \(exitStatus)
      """)

  /// Also of `drift`.
  static let exitStatus = """
    Exit status:
      0    the host is as the manifest says
      2    something differs or is owed
      4    something cannot be read, or will fail; nothing else differs
      6    something differs, and something cannot be read or will fail
      64   wrong usage
      65   the manifest, or something it names, is invalid or missing
      66   the manifest cannot be read
      70   a bug in converge
      73   standard output cannot be written
      77   what is remembered may not be read
    """

  @OptionGroup var source: ManifestOption
  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var output: ReportOptions

  func run() throws {
    try RunVerb(
      verb: .plan, manifest: source.manifest, input: input, selection: selection,
      state: options.state, output: output
    ).run { [options] in try await $0.plan(.plan, options) }
  }
}
