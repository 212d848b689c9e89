internal import ConvergeCore
internal import ConvergeExtension
internal import ConvergeHooks

/// What has come of settings, for a person and for a machine.
struct HookRunResult: Sendable {
  let label: String
  let sequence: Int?
  let outcome: ExtensionOutcome
  let notes: [String]
  /// Whether nobody is to wait for the end.
  let isAsynchronous: Bool
  /// Nil where all is well.
  let exitStatus: ExitStatus?

  private var state: String {
    switch outcome.way {
    case .ended: outcome.record?.state.rawValue ?? "unknown"
    case .goesOn: "running"
    case .superseded: "superseded"
    case .cancels: "canceled"
    case .notFetched, .notAllowed, .notStarted: "pending"
    }
  }

  /// A line, and the ends of both outputs.
  var text: String {
    var words = [label]
    if let number = outcome.record?.number, number > 0 { words.append("run \(number)") }
    words.append(state)
    if outcome.isRepeated { words.append("at \(outcome.record?.ended ?? "an earlier time")") }
    if let message = outcome.message { words.append(message) }
    var text = words.joined(separator: "  ") + "\n"
    for (name, stream) in [("stdout", outcome.end?.output), ("stderr", outcome.end?.error)] {
      guard let stream, stream.totalBytes > 0, !outcome.isRepeated else { continue }
      let tail = stream.last.isEmpty ? stream.first : stream.last
      text += "[\(name)]\n" + tail + (tail.hasSuffix("\n") ? "" : "\n")
    }
    return text
  }

  var value: Value {
    .record([
      "converge": 1, "hook": .text(label),
      "sequence": sequence.map { .integer(Int64($0)) } ?? .null,
      "number": outcome.record.map { .integer(Int64($0.number)) } ?? .null,
      "state": .text(state), "repeated": .boolean(outcome.isRepeated),
      "started": outcome.started.map(Value.text) ?? .null,
      "ended": outcome.record?.ended.map(Value.text) ?? .null,
      "exit_status": outcome.record?.exitStatus.map { .integer(Int64($0)) } ?? .null,
      "message": outcome.message.map(Value.text) ?? .null,
      "code": .integer(Int64(outcome.code)),
      "directory": outcome.directory.map(Value.text) ?? .null,
      "output": outcome.end?.output.value ?? .null, "error": outcome.end?.error.value ?? .null,
      "notes": .list(notes.map(Value.text)),
    ])
  }
}
