internal import ConvergeCore
internal import ConvergeHooks

extension HandlerStatus {
  /// Before anything runs.
  package static func begins(_ form: ExtensionSettings.Form) -> HandlerStatus {
    switch form {
    case .customScript: HandlerStatus(.transitioning, message: "Enable in progress")
    case .runCommand:
      HandlerStatus(
        .transitioning, message: InstanceView(.running, Message.inProgress).json)
    }
  }

  /// While it runs; nil where the form has nothing to tell until the end.
  package static func runs(
    _ settings: ExtensionSettings, since started: String, said: ExtensionOutcome.Said
  ) -> HandlerStatus? {
    guard settings.form == .runCommand else { return nil }
    var outcome = ExtensionOutcome(.goesOn)
    outcome.started = started
    outcome.said = said
    return HandlerStatus(outcome, of: settings)
  }

  /// What keeps settings from being run at all.
  package static func refused(code: Int, _ why: String, isRunCommand: Bool) -> HandlerStatus {
    let message =
      isRunCommand
      ? InstanceView(.failed, why).json : "Enable failed: \(why)\(outputs(nil))"
    return HandlerStatus(.error, code: code, message: message)
  }

  /// What has come of settings.
  package init(_ outcome: ExtensionOutcome, of settings: ExtensionSettings) {
    switch settings.form {
    case .customScript:
      if outcome.way == .goesOn {
        self = Self.begins(.customScript)
      } else if outcome.isSuccess {
        self.init(.success, message: "Enable succeeded: \(Self.outputs(outcome.end))")
      } else {
        let why = outcome.message ?? ""
        self.init(
          .error, code: outcome.code,
          message: "Enable failed: \(why)\(Self.outputs(outcome.end))")
      }
    case .runCommand:
      let view = InstanceView(outcome)
      let isRunning = outcome.way == .goesOn
      // A script that fails need not be the deployment's failure; what never ran is.
      let isError =
        !outcome.isSuccess && (settings.failsDeployment || outcome.way != .ended)
      let word: Word =
        isError ? .error : isRunning && !settings.isAsynchronous ? .transitioning : .success
      self.init(word, code: isError ? outcome.code : 0, message: view.json)
    }
  }

  /// The ends of both outputs, as the extension writes them.
  private static func outputs(_ end: SupervisedEnd?) -> String {
    "\n[stdout]\n\(tail(end?.output))\n[stderr]\n\(tail(end?.error))"
  }

  /// The last 4 KiB of an output.
  static func tail(_ stream: SupervisedEnd.Stream?) -> String {
    guard let stream else { return "" }
    let text = stream.last.isEmpty ? stream.first : stream.last
    return String(decoding: text.utf8.suffix(tailBytes), as: UTF8.self)
  }
}

private enum Message {
  static let inProgress = "Execution in progress"
}
