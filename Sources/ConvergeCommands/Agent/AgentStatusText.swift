internal import ConvergeAgent
internal import ConvergeReport

/// How the agent stands, for a person.
enum AgentStatusText {
  /// In a line, as `systemctl status` shows it.
  static func line(_ status: AgentStatus, isDisabled: Bool) -> String {
    if isDisabled { return "disabled" }
    if let problem = status.problem { return problem.prefix(200) + "" }
    guard let last = status.last else { return "no pass yet" }
    return "\(glance(last)) · last pass \(last.started)"
      + (status.next.map { ", next \($0)" } ?? "")
  }

  /// `37 resources, 1 drifted, 2 failed`
  static func glance(_ pass: AgentStatus.Pass) -> String {
    let counts = [
      (pass.changed, "changed"), (pass.drifted, "drifted"), (pass.failed, "failed"),
      (pass.deferred, "waiting for a window"), (pass.owed, "owed"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let total = "\(pass.total) \(pass.total == 1 ? "resource" : "resources")"
    return ([total] + (counts.isEmpty ? ["all as declared"] : counts)).joined(separator: ", ")
  }
}
