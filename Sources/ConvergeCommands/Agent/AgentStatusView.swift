internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeReport

/// How the agent stands, for people, programs and monitoring.
struct AgentStatusView {
  /// Seconds since 1970.
  let now: Int64
  var status: AgentStatus?
  /// One that holds.
  var disabling: AgentDisabling?
  /// The agent's process; nil where none runs.
  var process: Int32?
  /// Whether systemd knows it, as a service or a timer.
  var isInstalled = false
  /// What keeps it from its work; nil: nothing.
  var problem: String?

  init(now: Int64) { self.now = now }

  /// Whether passes take place: in a process, or by a timer.
  private var isAlive: Bool { process != nil || (isInstalled && status?.last != nil) }

  var exitStatus: ExitStatus {
    guard isAlive else { return .unavailable }
    if problem != nil || (status?.last?.failed ?? 0) > 0 { return .incomplete }
    let last = status?.last
    let differs = (last?.drifted ?? 0) + (last?.deferred ?? 0) + (last?.owed ?? 0) > 0
    return differs || disabling != nil ? ExitStatus(rawValue: 2) : .success
  }

  var value: Value {
    .record([
      "converge": 1, "running": .boolean(process != nil),
      "process": process.map { .integer(Int64($0)) } ?? .null,
      "installed": .boolean(isInstalled),
      "mode": status.map { .text($0.mode.rawValue) } ?? .null,
      "source": status.map { .text($0.source) } ?? .null,
      "source_version": status?.sourceVersion.map(Value.text) ?? .null,
      "last": status?.last?.value ?? .null,
      "next": next.map(Value.text) ?? .null,
      "problem": problem.map(Value.text) ?? .null,
      "disabled": disabling?.value ?? .null,
    ])
  }

  private var next: String? { disabling == nil && process != nil ? status?.next : nil }

  var text: String {
    var lines: [(String, String)] = [("agent", life)]
    if let disabling { lines.append(("disabled", disabled(disabling))) }
    if let status, !status.source.isEmpty {
      let version = status.sourceVersion.map { " (\($0))" } ?? ""
      lines.append(("source", "\(status.source)\(version)".visible))
      lines.append(("mode", status.mode.rawValue))
    }
    lines.append(("last", last))
    if let next { lines.append(("next", "\(next)\(ahead(next))")) }
    if let problem { lines.append(("problem", problem.visible)) }
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { name, text in
      "\(name)\(String(repeating: " ", count: width - name.count))  \(text)\n"
    }.joined()
  }

  private var life: String {
    guard let process else { return isInstalled ? Message.notUp : Message.notInstalled }
    let since = (status?.since).flatMap { $0.isEmpty ? nil : ", since \($0)" } ?? ""
    return "running, process \(process)\(since)"
  }

  private var last: String {
    guard let last = status?.last else { return "no pass yet" }
    let ago = Timestamp(last.started).map { $0.ago(at: Timestamp(seconds: now)) } ?? ""
    return "\(last.started), \(ago): \(AgentStatusText.glance(last))"
  }

  private func ahead(_ moment: String) -> String {
    guard let seconds = Timestamp(moment).map({ $0.seconds - now }), seconds >= 0 else { return "" }
    return ", in \(Duration.seconds(seconds < 120 ? seconds : seconds / 60 * 60).short)"
  }

  private func disabled(_ disabling: AgentDisabling) -> String {
    let until = disabling.until.map { "until \(Timestamp(seconds: $0))" } ?? "until it is enabled"
    let user = disabling.user.map { ", by \($0.visible)" } ?? ""
    return "\(until)\(user): \(disabling.reason.visible)"
  }
}

private enum Message {
  static let notUp = "not running: 'systemctl status converge-agent' tells more"
  static let notInstalled = "not installed: 'converge agent install --source …' does it"
}
