internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeEngine
internal import ConvergeReport

/// `converge apply MANIFEST`
struct ApplyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Makes the host as the manifest says, and reports.",
    usage: "converge apply [<options>] <manifest>",
    discussion: """
      For example: converge apply web.yml

      Exit status:
        0    all is as the manifest says
        2    with --detailed-exit-code: something was changed, all went well
        4    something failed, or was skipped for it
        6    with --detailed-exit-code: changes and failures
        64   wrong usage
        65   the manifest, or something it names, is invalid or missing
        66   the manifest cannot be read
        70   a bug in converge
        73   the state directory, or standard output, cannot be written
        75   another run is under way
        77   what is remembered may not be read, with --dry-run
        78   the host's own configuration is wrong
        130  interrupted; the step under way was finished
      """)

  @OptionGroup var source: ManifestOption

  @Flag(name: .customLong("dry-run"), help: "Only show what would be done, as plan does.")
  var isDryRun = false

  @Flag(
    name: .customLong("take-over"), help: "Accept resources that another manifest manages.")
  var takesOver = false

  @Flag(
    name: .customLong("detailed-exit-code"), help: "Tell changes by the exit status, too.")
  var isDetailed = false

  @Option(
    name: .customLong("config"),
    help: ArgumentHelp(
      "The host's own configuration; default: \(HostConfiguration.usual), where that is.",
      valueName: "file"), completion: .file(extensions: ["yml", "yaml"]))
  var configuration: String?

  @OptionGroup var input: InputOptions
  @OptionGroup var selection: SelectionOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var lock: LockOptions
  @OptionGroup var output: ReportOptions

  func run() throws {
    let verb = RunVerb(
      verb: isDryRun ? .plan : .apply, manifest: source.manifest, input: input,
      selection: selection, state: options.state, output: output)
    try verb.run(detailed: isDetailed) { [self] run in
      if isDryRun { return try await run.plan(.plan, options, takesOver: takesOver) }
      let policy =
        run.hasHooks
        ? try HostConfiguration(chosen: configuration, output.color).policy : .null
      var terms = ApplyTerms()
      (terms.takesOver, terms.policy) = (takesOver, policy)
      terms.isQuiet = output.amount.quiet
      Interruption.watch()
      return try await run.apply(options, lock, terms)
    }
  }
}
