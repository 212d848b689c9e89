internal import ConvergeLedger
internal import ConvergeReport

/// How often resources were changed from outside, counted from the newest run to the oldest.
///
/// What is corrected counts each time; what is only watched counts once for as long as it stays.
struct Recurrence {
  private let limit: Int
  private var times: [String: Int] = [:]
  /// What the run before, in the order of counting, found drifted.
  private var drifting: Set<String>
  private var incidents = 0
  private var runs = 0
  private var since = ""

  /// - Parameters:
  ///   - report: whose resources are counted, this run left out.
  ///   - limit: how many reports are looked at.
  init(_ report: Report, limit: Int) {
    self.limit = limit
    for resource in report.resources where resource.isChangedFromOutside {
      times[resource.ref] = 0
    }
    drifting = Self.drifted(report)
  }

  /// Whether another report is worth its reading.
  var isOpen: Bool { !times.isEmpty && incidents < limit }

  /// A run in which all was as it should be.
  mutating func passOver(_ run: RunRecord) {
    runs += 1
    since = run.started
    drifting = []
  }

  /// The next older run.
  mutating func look(at past: Report) {
    guard isOpen else { return }
    runs += 1
    incidents += past.isPlain ? 0 : 1
    since = past.started
    let drifted = Self.drifted(past)
    for resource in past.resources where resource.isChangedFromOutside {
      guard resource.outcome.family == .change || !drifting.contains(resource.ref) else { continue }
      times[resource.ref]? += 1
    }
    drifting = drifted
  }

  /// Writes down what was found; nothing where no run was looked at.
  func fill(_ report: inout Report) {
    guard runs > 0 else { return }
    for index in report.resources.indices where report.resources[index].isChangedFromOutside {
      guard let times = times[report.resources[index].ref] else { continue }
      var often = RecurrenceReport()
      (often.times, often.runs, often.since) = (times, runs, since)
      report.resources[index].recurrence = often
    }
  }

  private static func drifted(_ report: Report) -> Set<String> {
    Set(report.resources.filter { $0.outcome.family == .drift }.map(\.ref))
  }
}
