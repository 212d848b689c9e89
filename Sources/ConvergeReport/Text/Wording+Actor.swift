extension Wording {
  /// `, 12 min ago, by vim (alice, pid 4211)`; of what nobody was seen to change, what systemd, an
  /// engine or the file itself says, and which commands ran then.
  static func who(_ actor: ActorReport, at now: Timestamp) -> String {
    var text = ""
    if let at = actor.at.flatMap(Timestamp.init) { text += ", \(at.ago(at: now))" }
    if let named = named(actor) { text += ", by \(named)" }
    if let told = notNamed(actor) { text += ": \(told)" }
    for command in actor.commands ?? [] { text += "; at that moment \(ran(command))" }
    if let trace = trace(actor, { $0.ago(at: now) }) { text += ", \(trace)" }
    return text
  }

  /// `vim (alice, pid 4211)`; nil where nobody is named.
  static func named(_ actor: ActorReport) -> String? {
    guard !actor.process.isEmpty else { return nil }
    let known = parts(actor.user, actor.loginUser, actor.pid, actor.unit, actor.container)
    return actor.process.visible + (known.isEmpty ? "" : " (\(known))")
  }

  /// `a job of systemd stopped it; systemd does not say who did it`
  static func notNamed(_ actor: ActorReport) -> String? {
    let clauses = [actor.told, actor.unknown].compactMap(\.self).filter { !$0.isEmpty }
    return clauses.isEmpty ? nil : clauses.joined(separator: "; ").visible
  }

  /// `'systemctl stop nginx' ran (root, logged in as alice, pid 812, session-3.scope)`
  static func ran(_ command: CommandReport) -> String {
    let known = parts(
      command.user, command.loginUser, command.pid, command.unit, command.container)
    return "'\(command.command.visible)' ran" + (known.isEmpty ? "" : " (\(known))")
  }

  /// `last modified 12 min ago, owner alice, a file of package base-files`
  static func trace(_ actor: ActorReport, _ moment: (Timestamp) -> String) -> String? {
    let told = [
      actor.modified.flatMap(Timestamp.init).map { "last modified \(moment($0))" },
      actor.owner.map { "owner \($0.visible)" },
      actor.package.map { "a file of package \($0.visible)" },
    ].compactMap(\.self)
    return told.isEmpty ? nil : told.joined(separator: ", ")
  }

  private static func parts(
    _ user: String?, _ loginUser: String?, _ pid: Int?, _ unit: String?, _ container: String?
  ) -> String {
    let login = loginUser.flatMap { $0 == user ? nil : "logged in as \($0)" }
    let told = [
      user, login, pid.map { "pid \($0)" }, unit, container.map { "container \($0.prefix(12))" },
    ]
    return told.compactMap(\.self).joined(separator: ", ").visible
  }
}
