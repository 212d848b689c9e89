internal import ConvergeCore
internal import ConvergeHooks

/// What the end of a run means: for the journal and for people.
struct HookEnd {
  private(set) var record: HookRecord
  private(set) var messages: [String] = []

  init(_ hook: Hook, _ owed: HookRecord, _ end: SupervisedEnd, isLastAttempt: Bool) {
    record = owed
    record.state = hook.outcome(of: end)
    record.ended = end.at
    if case .exited(let status) = end.way { record.exitStatus = status }
    if record.state.isFailure {
      record.message = Self.reason(end)
      record.isFinal = isLastAttempt || !hook.isRetried(end)
    } else {
      record.message = nil
    }
    if record.state == .reboot {
      messages.append("it asks for a reboot (exit status \(record.exitStatus ?? 0))")
    }
    if end.leftRunning > 0 {
      messages.append(
        "it has left \(end.leftRunning) \(end.leftRunning == 1 ? "process" : "processes") running")
    }
    for (name, stream) in [("output", end.output), ("errors", end.error)]
    where stream.missingBytes > 0 {
      let why = stream.complaint.isEmpty ? "" : " (\(stream.complaint))"
      messages.append("\(stream.missingBytes) bytes of its \(name) were not kept\(why)")
    }
    messages += end.values.map { "\($0.name)=\($0.value)" }
  }

  private static func reason(_ end: SupervisedEnd) -> String {
    let how =
      switch end.way {
      case .exited(let status): "it ended with exit status \(status)"
      case .signalled(let signal): "signal \(signal) ended it"
      case .timedOut: "it did not end in time and was stopped"
      case .notStarted(let why): "it could not be started: \(why)"
      }
    return lastLines(end).map { "\(how): \($0)" } ?? how
  }

  /// The last three lines that it wrote, of the errors where there are any.
  private static func lastLines(_ end: SupervisedEnd) -> String? {
    for stream in [end.error, end.output] {
      let text = stream.last.isEmpty ? stream.first : stream.last
      let lines = text.split(whereSeparator: \.isNewline).map { line in
        String(line.map { $0.isPlain ? $0 : " " })
      }.filter { line in line.contains { $0 != " " } }
      guard !lines.isEmpty else { continue }
      let shown = lines.suffix(3).joined(separator: "; ")
      return shown.count > 500 ? "...\(shown.suffix(497))" : shown
    }
    return nil
  }

  /// A failed run, as a report has it.
  static func error(of record: HookRecord, _ hook: Hook) -> HostError {
    HostError(
      record.state == .timedOut ? .timedOut : .failed, "run", hook.label,
      because: record.message ?? record.state.rawValue,
      remedy: record.state == .timedOut ? "set a longer 'timeout'" : nil)
  }
}

extension Hook {
  /// Whether an end is one that may be tried again: where exit statuses are named for that, only
  /// those.
  fileprivate func isRetried(_ end: SupervisedEnd) -> Bool {
    guard meanings.values.contains(.retry) else { return true }
    guard case .exited(let status) = end.way else { return false }
    return meanings[status] == .retry
  }
}

extension Character {
  /// Control characters could play tricks with a terminal.
  fileprivate var isPlain: Bool {
    unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) }
  }
}
