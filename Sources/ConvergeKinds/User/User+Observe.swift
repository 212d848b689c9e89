package import ConvergeCore
internal import ConvergeSystems

extension User {
  /// What is there of a user, and what a change of it would run into.
  package struct State: Sendable, Equatable {
    /// Its line of passwd(5); nil: there is no such user.
    let record: UserRecord?
    /// The name of its primary group; nil where the number has none.
    let primaryGroup: String?
    /// The groups that list it, sorted.
    let groups: [String]
    /// Its field of shadow(5); nil where that was not read, or has none.
    let password: String?
    /// Whether its home directory, declared or of passwd(5), is a directory.
    let hasHome: Bool
    /// What is in the way of a home directory; nil where nothing is.
    let obstacle: String?
    /// Groups that the declaration names and nobody has made.
    let missingGroups: [String]
    /// Another user that has the declared number.
    let uidOwner: String?
    /// Whether there is a group of the user's own name.
    let hasOwnGroup: Bool

    /// The number of a primary group that nobody has made: useradd(8) writes the user first, and a
    /// power cut may have come between.
    var unfinishedGroup: UInt32? { primaryGroup == nil && !hasOwnGroup ? record?.group : nil }
  }

  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<State, HostError>] {
    do {
      let withPasswords = batch.contains { $0.password != nil || $0.isLocked != nil }
      let accounts = try Accounts(on: host, withPasswords: withPasswords)
      return batch.map { user in
        Result { () throws(HostError) in try user.state(in: accounts, on: host) }
      }
    } catch {
      return batch.map { _ in .failure(error) }
    }
  }

  private func state(in accounts: Accounts, on host: Host) throws(HostError) -> State {
    let record = accounts.user(name)
    let directory =
      createsHome ? try host.files.status(home ?? record?.home ?? Self.usualHome(of: name)) : nil
    let named = (groups ?? []) + (gid.map { [$0] } ?? [])
    let owner = uid.flatMap { uid in accounts.users.first { $0.id == uid }?.name }
    return State(
      record: record, primaryGroup: record.flatMap { accounts.groupName(of: $0.group) },
      groups: accounts.memberships(of: name), password: accounts.password(of: name),
      hasHome: directory?.type == .directory,
      obstacle: directory.flatMap { $0.type == .directory ? nil : $0.type.rawValue },
      missingGroups: named.filter { group in
        accounts.group(group) == nil
          && !(UInt32(group).map { accounts.groupName(of: $0) != nil } ?? false)
      },
      uidOwner: owner == name ? nil : owner, hasOwnGroup: accounts.group(name) != nil)
  }

  package func holdings(in state: State) -> [Identity] {
    state.record.map { [Identity(.userID, "\($0.id)")] } ?? []
  }

  package static func exists(_ state: State) -> Bool { state.record != nil }

  package func attributes(of state: State) -> Attributes {
    var attributes = Attributes()
    attributes["state"] = state.record == nil ? "absent" : "present"
    guard isPresent, let record = state.record else { return attributes }
    if uid != nil { attributes["uid"] = .integer(Int64(record.id)) }
    if let gid {
      attributes["gid"] =
        UInt32(gid) == nil
        ? .text(state.primaryGroup ?? "\(record.group)") : .text("\(record.group)")
    }
    if let groups { attributes["groups"] = .list(observedGroups(state, groups).map(Value.text)) }
    if home != nil { attributes["home"] = .text(record.home) }
    if createsHome { attributes["create_home"] = .boolean(state.hasHome) }
    if shell != nil { attributes["shell"] = .text(record.shell) }
    if comment != nil { attributes["comment"] = .text(record.comment) }
    if password != nil {
      attributes["password"] =
        state.password.map {
          .sensitive(.text(isLocked == nil ? $0 : PasswordHash.unlocked($0)))
        } ?? .null
    }
    if isLocked != nil { attributes["locked"] = .boolean(state.password?.hasPrefix("!") ?? false) }
    return attributes
  }

  /// The groups to compare with: others do not count where they may be there.
  private func observedGroups(_ state: State, _ wanted: [String]) -> [String] {
    // A primary group need not list its members; being in it is being in it.
    let primary = state.primaryGroup.map { wanted.contains($0) ? [$0] : [] } ?? []
    let all = Set(state.groups + primary)
    return groupsMode == .exact ? all.sorted() : all.intersection(wanted).sorted()
  }
}
