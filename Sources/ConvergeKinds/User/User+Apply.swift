package import ConvergeCore
internal import ConvergeSystems

extension User {
  package static func apply(
    _ batch: [Planned<Self>], in run: RunContext, on host: Host
  ) async -> [Result<Effect, HostError>] {
    var results: [Result<Effect, HostError>] = []
    // One after the other: the tools lock one another out.
    for planned in batch {
      do {
        results.append(.success(try await planned.resource.carryOut(planned, on: host)))
      } catch {
        results.append(.failure(error))
      }
    }
    return results
  }

  private func carryOut(
    _ planned: Planned<Self>, on host: Host
  ) async throws(HostError) -> Effect {
    let state = planned.state
    var effect = Effect()
    if planned.verdict.action == .remove {
      // Before the user, so that a run that is cut short still knows whose directory it is.
      if removesHome, let record = state.record {
        effect.messages = try HomeRemoval(of: record, on: host).run()
      }
      try await run(tool(["userdel", name], alsoFine: [6]), to: "remove", planned, on: host)
      return effect
    }
    let changed = Set(planned.verdict.changes.map(\.attribute))
    if state.record == nil {
      try await run(tool(creation(state)), to: "create", planned, on: host)
    } else {
      if changed.contains("gid"), gid == nil, let number = state.unfinishedGroup {
        try await run(
          tool(["groupadd", "--gid", "\(number)", name]), to: "make the group of", planned, on: host
        )
      }
      let options = modification(changed, state)
      if !options.isEmpty {
        try await run(tool(["usermod"] + options + [name]), to: "change", planned, on: host)
      }
    }
    if changed.contains("password") || changed.contains("locked"),
      let field = shadowField(state)
    {
      do throws(HostError) {
        try await run(
          .setPassword(of: name, to: field), to: "set the password of", planned, on: host)
      } catch {
        // Left as it is it would pass for done: nobody compares what holds at creation only.
        if state.record == nil, setsPasswordOnce { try? await Self.takeBack(name, on: host) }
        throw error
      }
    }
    if changed.contains("create_home"), !state.hasHome {
      try await run(.makeHome(of: name), to: "make the home directory of", planned, on: host)
    }
    return effect
  }

  /// An account that is made and whose password is not set yet.
  package func leftovers(for verdict: Verdict, from state: State, in run: RunID) -> [Leftover] {
    guard setsPasswordOnce, verdict.action == .create, shadowField(state) != nil else { return [] }
    return [Leftover(role: "account", name: name, target: name)]
  }

  package static func clear(
    _ leftovers: [Leftover], on host: Host
  ) async -> [Result<Void, HostError>] {
    var results: [Result<Void, HostError>] = []
    for leftover in leftovers {
      do throws(HostError) {
        try await takeBack(leftover.name, on: host)
        results.append(.success(()))
      } catch {
        results.append(.failure(error))
      }
    }
    return results
  }

  /// Removes an account that was only begun: it has no password, and no home directory of its own,
  /// which comes last.
  private static func takeBack(_ name: String, on host: Host) async throws(HostError) {
    let accounts = try Accounts(on: host, withPasswords: true)
    guard let record = accounts.user(name), [nil, "!"].contains(accounts.password(of: name)),
      try host.files.status(record.home)?.user != record.id
    else { return }
    var tool = AccountTool(["userdel", name])
    tool.alsoFine = [6]
    try await tool.run(to: "take back", "user \(name)", timeout: kind.timeout, on: host)
  }

  private func run(
    _ tool: AccountTool, to operation: String, _ planned: Planned<Self>, on host: Host
  ) async throws(HostError) {
    try await tool.run(to: operation, "user \(name)", timeout: planned.timeout, on: host)
  }

  private func tool(_ arguments: [String], alsoFine: Set<Int32> = []) -> AccountTool {
    var tool = AccountTool(arguments)
    tool.alsoFine = alsoFine
    return tool
  }

  /// useradd(8) without a home directory, which is made apart so that it can be made later too.
  private func creation(_ state: State) -> [String] {
    var arguments = ["useradd", "--no-create-home"]
    if isSystem { arguments.append("--system") }
    if let uid { arguments += ["--uid", "\(uid)"] }
    if let gid {
      arguments += ["--gid", gid]
    } else {
      arguments += state.hasOwnGroup ? ["--gid", name] : ["--user-group"]
    }
    if let groups, !groups.isEmpty { arguments += ["--groups", groups.joined(separator: ",")] }
    if let home { arguments += ["--home-dir", home] }
    if let shell { arguments += ["--shell", shell] }
    if let comment { arguments += ["--comment", comment] }
    return arguments + [name]
  }

  /// The options of usermod(8) for what differs.
  private func modification(_ changed: Set<String>, _ state: State) -> [String] {
    var options: [String] = []
    if changed.contains("uid"), let uid { options += ["--uid", "\(uid)"] }
    if changed.contains("gid"), let gid { options += ["--gid", gid] }
    if changed.contains("groups"), let groups {
      options += groupsMode == .exact ? [] : ["--append"]
      options += ["--groups", groups.joined(separator: ",")]
    }
    if changed.contains("home"), let home { options += ["--home", home] }
    if changed.contains("shell"), let shell { options += ["--shell", shell] }
    if changed.contains("comment"), let comment { options += ["--comment", comment] }
    return options
  }

  /// What `/etc/shadow` is to have; nil where it has that, as a new account is locked.
  private func shadowField(_ state: State) -> String? {
    guard let isLocked else { return password }
    let current = state.password ?? "!"
    let field = (isLocked ? "!" : "") + (password ?? PasswordHash.unlocked(current))
    return field == current ? nil : field
  }
}
