package import ConvergeCore
internal import ConvergeSystems

extension User {
  package func plan(
    from state: State, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    let observed = attributes(of: state)
    var changes = desired.entries.compactMap { entry -> Change? in
      let from = observed[entry.key] ?? .null
      return from == entry.value ? nil : Change(entry.key, from: from, to: entry.value)
    }
    if last == nil, isPresent, let number = state.unfinishedGroup, gid == nil {
      changes.append(Change("gid", from: .integer(Int64(number)), to: .text(name)))
    }
    guard !changes.isEmpty else { return .inSync }
    guard isPresent else { return .change(.remove, changes) }
    if let error = obstacle(to: changes, from: state, in: predicted) { return .failing(error) }
    return .change(state.record == nil ? .create : .update, changes)
  }

  /// What a change would fail at.
  private func obstacle(
    to changes: [Change], from state: State, in predicted: PredictedHost
  ) -> HostError? {
    let verb = state.record == nil ? "create" : "change"
    let missing = state.missingGroups.first { !predicted.mayProvide(Identity(.group, $0)) }
    if let missing {
      return HostError(
        .notFound, verb, "user \(name)", because: Message.noGroup(missing),
        remedy: Message.declareGroup)
    }
    if let uid, let owner = state.uidOwner,
      predicted.prediction(for: Identity(.user, owner)) == nil
    {
      return HostError(
        .refused, verb, "user \(name)", because: Message.taken(uid, by: owner),
        remedy: Message.otherID)
    }
    if let obstacle = state.obstacle {
      return HostError(
        .wrongType, verb, "the home directory of \(name)", because: Message.inTheWay(obstacle))
    }
    let unlocks = isLocked == false && changes.contains { $0.attribute == "locked" }
    if unlocks, password == nil, PasswordHash.unlocked(state.password ?? "!").isEmpty {
      return HostError(
        .refused, "unlock", "user \(name)", because: Message.nothingToUnlock,
        remedy: Message.declarePassword)
    }
    return nil
  }

  package func predictions(
    for verdict: Verdict, from state: State
  ) -> [(Identity, Prediction)] {
    guard let action = verdict.action else { return [] }
    let ownGroup = Identity(.group, name)
    if action == .remove {
      // userdel(8) takes the group of the user's name along where nobody else is in it.
      return [(identity, Prediction(.absent))]
        + (state.hasOwnGroup ? [(ownGroup, Prediction(.unknown))] : [])
    }
    var attributes = Attributes()
    attributes["uid"] = (uid ?? state.record?.id).map { .integer(Int64($0)) } ?? .unknown
    let makesGroup = action == .create && gid == nil && !state.hasOwnGroup
    return [(identity, Prediction(.present, attributes: attributes))]
      + (makesGroup ? [(ownGroup, Prediction(.present))] : [])
  }
}

private enum Message {
  static func noGroup(_ group: String) -> String { "there is no group '\(group)'" }
  static let declareGroup = "declare it under 'groups', or a package that brings it"

  static func taken(_ uid: UInt32, by owner: String) -> String {
    "the number \(uid) belongs to user \(owner)"
  }

  static let otherID = "choose another 'uid', or give that user another one first"
  static func inTheWay(_ what: String) -> String { "a \(what) is in its place" }
  static let nothingToUnlock = "it has no password behind the lock"
  static let declarePassword = "declare its 'password' too"
}
