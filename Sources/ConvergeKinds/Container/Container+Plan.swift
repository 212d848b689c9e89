package import ConvergeCore
internal import ConvergeSystems

/// Deciding: only what is declared, or was and is no more, is compared.
extension Container {
  /// What the engine can change in a container that is there; anything else needs a new one.
  private static let inPlace: Set<String> = ["restart", "memory", "cpus", "networks", "state"]

  package func plan(
    from state: State, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    switch state {
    case .unavailable(let error):
      return unavailableVerdict(error, isWanted: mode != .absent, predicted)
    case .missing:
      guard mode != .absent else { return .inSync }
      let made = [Change("state", from: "absent", to: .text(mode.rawValue))]
      return .change(
        .create,
        made
          + desired.entries.filter { $0.key != "state" }.map {
            Change($0.key, from: .null, to: $0.value)
          })
    case .present(let container):
      if mode == .absent {
        let now = container.value(of: "state", wanted: nil)
        return .change(.remove, [Change("state", from: now, to: "absent")])
      }
      return verdict(for: container, last)
    }
  }

  private func verdict(for container: InspectedContainer, _ last: Applied?) -> Verdict {
    let changes = changes(of: container) + released(of: container, last)
    guard !changes.isEmpty else { return .inSync }
    if !container.isOurs, last == nil, !takesOver,
      changes.contains(where: { $0.attribute != "state" })
    {
      return .failing(Message.foreign(name, changes))
    }
    let needsNew = changes.contains { change in
      !Self.inPlace.contains(change.attribute) || isTakenAway(change)
        || (change.attribute == "networks" && settings.networkMode != nil)
    }
    return .change(needsNew ? .replace : .update, changes)
  }

  /// The engine takes zero for "leave it alone", so a limit goes only with the container.
  private func isTakenAway(_ change: Change) -> Bool {
    ["memory", "cpus", "networks"].contains(change.attribute) && change.to == .null
  }

  private func changes(of container: InspectedContainer) -> [Change] {
    var changes = desired.entries.compactMap { entry -> Change? in
      let observed = container.value(of: entry.key, wanted: entry.value)
      guard observed != entry.value else { return nil }
      return Change(entry.key, from: observed, to: entry.value)
    }
    if let local = container.localImage, local != container.imageID,
      !changes.contains(where: { $0.attribute == "image" })
    {
      changes.append(
        Change(
          "image", from: .text("\(container.imageName) (\(short(container.imageID)))"),
          to: .text("\(container.imageName) (\(short(local)))")))
    }
    return changes
  }

  /// Attributes that were declared and are no more: they go back to their default.
  private func released(of container: InspectedContainer, _ last: Applied?) -> [Change] {
    guard let last else { return [] }
    let desired = desired
    let specs = Self.kind.attributes.filter { $0.onRelease == .reset && desired[$0.name] == nil }
    let known = Set(last.attributes.map(\.name))
    return specs.filter { known.contains($0.name) && !container.isDefault($0.name) }.map {
      Change($0.name, from: container.value(of: $0.name, wanted: nil), to: .null)
    }
  }

  private func short(_ id: String) -> String { String(id.dropFirst(7).prefix(12)) }
}

private enum Message {
  static func foreign(_ name: String, _ changes: [Change]) -> HostError {
    let names = changes.map(\.attribute).joined(separator: ", ")
    return HostError(
      .refused, "manage", "container \(name)",
      because: "converge did not create it, and it differs in \(names)",
      remedy: "declare it as it is, remove it, or write take_over: true")
  }
}
