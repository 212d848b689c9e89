internal import ArgumentParser
internal import ConvergeEngine
internal import ConvergeReport

/// `converge apply MANIFEST`
struct ApplyVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "apply",
    abstract: "Makes the host as the manifest says, and reports.",
    discussion: """
      For example: converge apply web.yml

      Exit status:
        0    all is as the manifest says
        2    with --detailed-exit-code: something was changed, all went well
        4    something failed, or was skipped for it
        6    with --detailed-exit-code: changes and failures
        65   the manifest, or something it names, is invalid or missing
        66   the manifest cannot be read
        73   the state directory cannot be written
        75   another run is under way
        130  interrupted
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

  @OptionGroup var selection: SelectionOptions
  @OptionGroup var options: RunOptions
  @OptionGroup var lock: LockOptions
  @OptionGroup var output: ReportOptions

  func run() throws {
    let run = try ManifestRun(source.manifest, selection, output.color)
    let report = try Waiting.run { [isDryRun, options, lock, takesOver, output] in
      isDryRun
        ? try await run.plan(.plan, options)
        : try await run.apply(options, lock, takesOver: takesOver, isQuiet: output.quiet)
    }
    output.tell(report)
    try report.end(detailed: isDetailed)
  }
}

extension Report {
  /// Ends the verb with the run's exit status.
  func end(detailed: Bool = false) throws {
    let status = ExitStatus(rawValue: exitStatus(detailed: detailed))
    if status != .success { throw Stop(status) }
  }
}
