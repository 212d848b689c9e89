internal import ConvergeCore
internal import ConvergeExtension
internal import ConvergeHooks
internal import ConvergeHost

/// What whoever called a handler is told: by the status of the settings, the handler's log, and its
/// heartbeat. Outside of a handler it is silent.
struct HandlerVoice: Sendable {
  private static let logName = "handler.log"
  /// Of a line of the log.
  private static let lineLimit = 2000

  let place: HandlerPlace
  let host: Host

  private var name: String {
    place.sequence.map { "\(place.label) \($0)" } ?? place.label
  }

  /// Before anything runs, or is waited for.
  func begins(_ form: ExtensionSettings.Form) throws(HostError) {
    try write(.begins(form))
    beat()
  }

  /// What keeps settings from being run at all.
  func refuse(code: Int, _ why: String, isRunCommand: Bool) throws(HostError) {
    log("refused, code \(code): \(why)")
    try write(.refused(code: code, why, isRunCommand: isRunCommand))
    beat()
  }

  /// Settings run since then, and write to a directory.
  func runs(_ settings: ExtensionSettings, since started: String, in directory: String) {
    beat()
    let tail = { OutputTail.text($0, in: directory, limitBytes: HandlerStatus.tailBytes) }
    let said = ExtensionOutcome.Said(output: tail("stdout"), error: tail("stderr"))
    // What cannot be told now can be another time.
    if let status = HandlerStatus.runs(settings, since: started, said: said) { try? write(status) }
  }

  /// What has come of settings.
  func tell(_ outcome: ExtensionOutcome, of settings: ExtensionSettings) throws(HostError) {
    let run = outcome.record.map { $0.number > 0 ? "run \($0.number), " : "" } ?? ""
    let how = outcome.record?.state.rawValue ?? "nothing to run"
    let repeated = outcome.isRepeated ? ", as it had ended before" : ""
    log("\(run)\(how)\(repeated)\(outcome.message.map { ": \($0)" } ?? "")")
    try write(HandlerStatus(outcome, of: settings))
    beat()
  }

  /// A line of the log: time, settings, and what has happened. No word of settings is in it, nor what
  /// a script has written.
  func log(_ text: String) {
    guard let folder = place.handler?.logFolder,
      let resolved = try? host.files.resolve(folder)
    else { return }
    let line = String(text.map { $0.isNewline ? " " : $0 }.prefix(Self.lineLimit))
    try? LogFile("\(resolved)/\(Self.logName)")
      .append("\(timestamp(host.clock.now())) \(name): \(line)")
  }

  private func beat() {
    guard let file = place.handler?.heartbeatFile else { return }
    try? HandlerHeartbeat("converge runs settings").write(to: file, on: host)
  }

  private func write(_ status: HandlerStatus) throws(HostError) {
    guard let own = place.status else { return }
    try status.write(to: own.name, in: own.folder, on: host)
  }
}
