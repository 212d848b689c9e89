internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeLedger
internal import ConvergeReport
internal import Glibc

/// `converge history [REF]`
struct HistoryVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "The runs kept on this host, or what they did with one resource.",
    discussion: "For example: converge history file:/etc/motd")

  @Argument(
    help: ArgumentHelp("A resource, as file:/etc/motd.", valueName: "ref"),
    completion: .custom { words, _, _ in KnownReferences.all(words) })
  var reference: String?

  @Option(help: ArgumentHelp("How many runs are looked at.", valueName: "number"))
  var limit = 50

  @OptionGroup var state: StateOptions

  @Option(help: ArgumentHelp("How the list is written.", valueName: "format"))
  var format = DataFormat.text

  func validate() throws {
    guard limit > 0 else { throw ValidationError("'--limit \(limit)' is not at least 1") }
    if let reference, Reference(reference) == nil {
      throw ValidationError("'\(reference)' is no reference; write kind:name, as file:/etc/motd")
    }
  }

  func run() throws {
    try Document.orProblems(in: format) {
      let rows = try Waiting.run { [state, limit, reference] in
        let history = try await History(in: state)
        let runs = try await history.runs(limit: limit)
        guard let reference else { return runs.map(Self.row) }
        return try await Self.rows(of: reference, in: runs, history)
      }
      Document.write(.list(rows), in: format)
      guard format == .text else { return }
      let now = Timestamp(seconds: Int64(time(nil)))
      Console.output.write(
        rows.isEmpty ? Message.none(reference, limit) : HistoryTable(rows, now: now).text)
    }
  }

  private static func row(_ run: RunRecord) -> Value {
    .record([
      "run": .text(run.id), "started": .text(run.started), "verb": .text(run.verb),
      "manifest": .text(run.manifest), "result": .text(run.result),
      "duration_ms": .float((run.durationMilliseconds * 1000).rounded() / 1000),
    ])
  }

  /// What each run did with the resource; where it found it in sync is left out.
  private static func rows(
    of reference: String, in runs: [RunRecord], _ history: History
  ) async throws -> [Value] {
    var rows: [Value] = []
    for run in runs where run.hasIncidents {
      let resources = try await history.report(of: run.id).resources
      rows += resources.filter { $0.ref == reference && $0.outcome != .inSync }
        .map { row(run, $0) }
    }
    return rows
  }

  private static func row(_ run: RunRecord, _ resource: ResourceReport) -> Value {
    .record([
      "run": .text(run.id), "started": .text(run.started), "verb": .text(run.verb),
      "manifest": .text(run.manifest), "result": .text(resource.outcome.rawValue),
      "cause": resource.cause.map { .text($0.rawValue) } ?? .null,
      "changes": .list(resource.changes.map { .text($0.attribute) }),
      "actor": resource.actor?.plainValue ?? .null,
      "failure": resource.failure.map {
        .text("cannot \($0.operation) \($0.subject): \($0.because)")
      } ?? .null,
    ])
  }
}

private enum Message {
  static func none(_ reference: String?, _ limit: Int) -> String {
    guard let reference else { return "no run is kept yet\n" }
    let runs = limit == 1 ? "the last run" : "the last \(limit) runs"
    return "\(runs) did nothing with \(reference)\n"
  }
}
