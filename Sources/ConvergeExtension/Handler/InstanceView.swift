internal import ConvergeCore
internal import ConvergeHooks

/// What RunCommand tells of an instance, as JSON in the message of a status.
struct InstanceView: Equatable {
  enum State: String {
    case running = "Running", failed = "Failed", succeeded = "Succeeded"
    case timedOut = "TimedOut", canceled = "Canceled"
  }

  var state: State
  var message: String
  var output = ""
  var error = ""
  var exitCode: Int32 = 0
  var startTime = ""
  var endTime = ""

  init(_ state: State, _ message: String) {
    self.state = state
    self.message = message
  }

  init(_ outcome: ExtensionOutcome) {
    switch (outcome.way, outcome.record?.state) {
    case (.goesOn, _): self.init(.running, Message.inProgress)
    case (.ended, .timedOut): self.init(.timedOut, outcome.message ?? "")
    case (.ended, .canceled), (.cancels, _): self.init(.canceled, outcome.message ?? "")
    case _ where outcome.isSuccess: self.init(.succeeded, Message.completed)
    default: self.init(.failed, outcome.message ?? "")
    }
    output = outcome.said?.output ?? HandlerStatus.tail(outcome.end?.output)
    error = outcome.said?.error ?? HandlerStatus.tail(outcome.end?.error)
    exitCode = outcome.record?.exitStatus ?? (outcome.isSuccess ? 0 : -1)
    startTime = outcome.started ?? ""
    endTime = outcome.way == .ended ? outcome.record?.ended ?? "" : ""
  }

  var json: String {
    Value.record([
      "executionState": .text(state.rawValue), "executionMessage": .text(message),
      "output": .text(output), "error": .text(error), "exitCode": .integer(Int64(exitCode)),
      "startTime": .text(startTime), "endTime": .text(endTime),
    ]).jsonText()
  }
}

private enum Message {
  static let inProgress = "Execution in progress"
  static let completed = "Execution completed"
}
