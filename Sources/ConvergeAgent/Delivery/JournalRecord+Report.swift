internal import ConvergeCore
package import ConvergeReport

extension JournalRecord {
  /// Beyond it the entry of the run counts the rest.
  private static let resourceLimit = 200

  /// `journalctl MESSAGE_ID=…` shows the runs.
  package static let runID = "5b1f0a6c2f1e4d0c9a7b3e8f4c6d2a10"
  /// `journalctl MESSAGE_ID=…` shows what became of single resources.
  package static let resourceID = "c0d3e9b47a5f4f2f8e61d7a90b3c5e82"
  /// Something that the agent could not deliver.
  package static let deliveryID = "91d4a7e65c3b4e8fa20f6b8d1c7e9f34"

  /// An entry for each resource that was not as it should be, and one for the run. Values of
  /// attributes are in none of them.
  package static func all(of report: Report, now: Timestamp) -> [JournalRecord] {
    let told = report.resources.filter { $0.outcome != .inSync }
    return told.prefix(resourceLimit).map { record(of: $0, in: report, now) }
      + [record(of: report, left: max(0, told.count - resourceLimit))]
  }

  /// A line on what could not be delivered.
  package static func complaint(_ text: String) -> JournalRecord {
    JournalRecord(text, .warning, id: deliveryID, [])
  }

  private static func record(
    of resource: ResourceReport, in report: Report, _ now: Timestamp
  ) -> JournalRecord {
    let priority: Priority =
      switch resource.outcome.family {
      case .failure: resource.counts ? .error : .notice
      case .skip: .warning
      case .change, .drift, .deferral: .notice
      case .inSync, .unknown: .information
      }
    let actor = resource.actor
    let attributes = resource.changes.map(\.attribute)
    return JournalRecord(
      "\(resource.ref) \(resource.line(at: now))", priority, id: resourceID,
      common(report) + [
        ("CONVERGE_REF", resource.ref), ("CONVERGE_OUTCOME", resource.outcome.rawValue),
        ("CONVERGE_CAUSE", resource.cause?.rawValue), ("CONVERGE_ACTOR", actor?.process),
        ("CONVERGE_ACTOR_USER", actor?.user), ("CONVERGE_ACTOR_PID", actor?.pid.map(String.init)),
        ("CONVERGE_ATTRIBUTES", attributes.isEmpty ? nil : attributes.joined(separator: " ")),
        ("CONVERGE_SINCE", resource.since), ("CODE_FILE", resource.location?.file),
        ("CODE_LINE", resource.location.map { String($0.line) }),
      ])
  }

  private static func record(of report: Report, left: Int) -> JournalRecord {
    let priority: Priority =
      switch report.result {
      case .inSync: .information
      case .changed, .differs: .notice
      case .interrupted: .warning
      case .failed, .changedAndFailed, .differsAndFailed, .notRun: .error
      }
    let counts = report.summary.counts.filter { $0.count > 0 }
    let words = counts.map { "\($0.count) \($0.outcome.rawValue)" }.joined(separator: ", ")
    let more = left > 0 ? "; \(left) more resources have no entry of their own" : ""
    let why = report.diagnostics.line.map { ": \($0)" } ?? ""
    let title = report.manifest.name.isEmpty ? report.manifest.path : report.manifest.name
    let result = report.result.rawValue.replacing("_", with: " ")
    return JournalRecord(
      "\(report.verb.rawValue) of \(title): \(result)\(why)"
        + (words.isEmpty ? "" : " (\(words))") + more, priority, id: runID,
      common(report) + [
        ("CONVERGE_RESULT", report.result.rawValue),
        ("CONVERGE_DURATION_MS", String(Int(report.durationMilliseconds.rounded()))),
        ("CONVERGE_OWED", String(report.owed.count)),
      ] + counts.map { ("CONVERGE_COUNT_\($0.outcome.rawValue.uppercased())", String($0.count)) })
  }

  private static func common(_ report: Report) -> [(name: String, value: String?)] {
    [
      ("CONVERGE_RUN", report.run), ("CONVERGE_VERB", report.verb.rawValue),
      ("CONVERGE_MANIFEST", report.manifest.name),
    ]
  }
}
