/// What systemd tells of a unit's last change, by its properties (org.freedesktop.systemd1(5)) or by
/// its own lines in the journal.
package struct UnitAccount: Sendable, Hashable {
  /// How its main process ended.
  package enum Exit: Sendable, Hashable {
    case exited(Int)
    case killed(Int)
    case dumped(Int)
  }

  /// What a job that systemd was given, by whomever, has made of the unit.
  package enum Job: Sendable, Hashable { case stopped, started }

  package var exit: Exit?
  /// `success`, `signal`, `oom-kill`, …: `Result` of the unit.
  package var result: String?
  package var job: Job?

  package init() {}

  /// As clauses: `its main process was killed by SIGKILL`; nil where nothing is told.
  package var text: String? {
    let isFailure = result != nil && result != "success"
    var clauses: [String] = []
    // What a stop does to the process is the stop's own.
    if let exit, isFailure || job == nil { clauses.append(Self.text(exit)) }
    if isFailure, let result, !Self.saidByExit.contains(result) || clauses.isEmpty {
      clauses.append(Message.failed(result))
    }
    switch job {
    case .stopped: clauses.append(Message.stopped)
    case .started: clauses.append(Message.started)
    case nil: break
    }
    return clauses.isEmpty ? nil : clauses.joined(separator: ", ")
  }

  private static let saidByExit: Set = ["exit-code", "signal", "core-dump"]

  private static func text(_ exit: Exit) -> String {
    switch exit {
    case .exited(let status): Message.exited(status)
    case .killed(let signal): Message.killed(SignalName.text(signal))
    case .dumped(let signal): Message.dumped(SignalName.text(signal))
    }
  }
}

private enum Message {
  static let stopped = "a job of systemd stopped it"
  static let started = "a job of systemd started it"
  static func exited(_ status: Int) -> String { "its main process exited with status \(status)" }
  static func killed(_ signal: String) -> String { "its main process was killed by \(signal)" }
  static func dumped(_ signal: String) -> String {
    "its main process ended by \(signal) and dumped core"
  }
  static func failed(_ result: String) -> String { "it failed with the result '\(result)'" }
}
