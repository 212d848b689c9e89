internal import ConvergeCore
internal import ConvergeReport

/// What `apply`, `plan` and `drift` do alike: read the manifest, run it, tell the report, and end
/// with its status.
struct RunVerb {
  let verb: Report.Verb
  let manifest: String
  let input: InputOptions
  let selection: SelectionOptions
  let state: StateOptions
  let output: ReportOptions

  /// - Parameter detailed: whether an apply's status tells changes, too.
  /// - Throws: `Stop` with the run's status; where it could not take place, with that one, a
  ///   machine format told why.
  func run(
    detailed: Bool = false, _ body: @escaping @Sendable (ManifestRun) async throws -> Report
  ) throws {
    var source = ManifestReport()
    source.path = manifest
    let report: Report
    do {
      let run = try ManifestRun(manifest, input, selection, state, output)
      source = run.source
      report = try Waiting.run { try await body(run) }
      keepUntilExit(run, report)
    } catch let stop as Stop {
      if output.format != .text { output.tell(Report(of: stop, verb, source)) }
      throw stop
    }
    output.tell(report, past: output.format == .html ? past() : [])
    let status = ExitStatus(rawValue: report.exitStatus(detailed: detailed))
    if status != .success { throw Stop(status) }
  }

  /// Earlier runs; what cannot be read is not shown.
  private func past() -> [PastRun] {
    let runs = try? Waiting.run { [state] in try await History(in: state).past(limit: 30) }
    return runs ?? []
  }
}
