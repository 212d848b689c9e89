package import ConvergeCore
internal import ConvergeSystems

extension Group {
  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<State, HostError>] {
    do {
      let accounts = try Accounts(on: host)
      return batch.map { group in
        let record = accounts.group(group.name)
        let owner = group.gid.flatMap { gid in accounts.groups.first { $0.id == gid }?.name }
        return .success(
          State(
            gid: record?.id, gidOwner: owner == group.name ? nil : owner,
            primaryOf: record.map { record in
              accounts.users.filter { $0.group == record.id }.map(\.name)
            } ?? []))
      }
    } catch {
      return batch.map { _ in .failure(error) }
    }
  }

  package func holdings(in state: State) -> [Identity] {
    state.gid.map { [Identity(.groupID, "\($0)")] } ?? []
  }

  package static func exists(_ state: State) -> Bool { state.gid != nil }

  package func attributes(of state: State) -> Attributes {
    var attributes = Attributes()
    attributes["state"] = state.gid == nil ? "absent" : "present"
    if isPresent, gid != nil {
      attributes["gid"] = state.gid.map { .integer(Int64($0)) } ?? .null
    }
    return attributes
  }

  package func plan(
    from state: State, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    let observed = attributes(of: state)
    let changes = desired.entries.compactMap { entry -> Change? in
      let from = observed[entry.key] ?? .null
      return from == entry.value ? nil : Change(entry.key, from: from, to: entry.value)
    }
    guard !changes.isEmpty else { return .inSync }
    guard isPresent else { return planRemoval(from: state, changes, in: predicted) }
    if let gid, let owner = state.gidOwner,
      predicted.prediction(for: Identity(.group, owner)) == nil
    {
      return .failing(
        HostError(
          .refused, state.gid == nil ? "create" : "change", "group \(name)",
          because: Message.taken(gid, by: owner), remedy: Message.otherID))
    }
    return .change(state.gid == nil ? .create : .update, changes)
  }

  private func planRemoval(
    from state: State, _ changes: [Change], in predicted: PredictedHost
  ) -> Verdict {
    let staying = state.primaryOf.first { predicted.prediction(for: Identity(.user, $0)) == nil }
    guard let staying else { return .change(.remove, changes) }
    return .failing(
      HostError(
        .refused, "remove", "group \(name)", because: Message.primary(of: staying),
        remedy: Message.moveUser(staying)))
  }

  package func predictions(
    for verdict: Verdict, from state: State
  ) -> [(Identity, Prediction)] {
    guard let action = verdict.action else { return [] }
    guard action != .remove else { return [(identity, Prediction(.absent))] }
    var attributes = Attributes()
    attributes["gid"] = (gid ?? state.gid).map { .integer(Int64($0)) } ?? .unknown
    return [(identity, Prediction(.present, attributes: attributes))]
  }
}

private enum Message {
  static func taken(_ gid: UInt32, by owner: String) -> String {
    "the number \(gid) belongs to group \(owner)"
  }

  static let otherID = "choose another 'gid', or give that group another one first"

  static func primary(of user: String) -> String { "it is the primary group of user \(user)" }

  static func moveUser(_ user: String) -> String {
    "declare user \(user) absent, or with another 'gid'"
  }
}
