package import ConvergeCore
internal import ConvergeSystems

/// Deciding: only what is declared, or was and is no more, is compared.
extension Container {
  package func plan(
    from state: State, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    switch state {
    case .unavailable(let engine):
      return engine.verdict(isWanted: mode != .absent, predicted)
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
    let changes = changes(of: container, last) + released(of: container, last)
    guard !changes.isEmpty else { return .inSync }
    if !container.isOurs, last == nil, !takesOver,
      changes.contains(where: { $0.attribute != "state" })
    {
      return .failing(Message.foreign(name, changes))
    }
    let needsNew = changes.contains { !isInPlace($0, in: container) }
    return .change(needsNew ? .replace : .update, changes)
  }

  /// Whether the engine can do it to a container that is there; anything else needs a new one.
  private func isInPlace(_ change: Change, in container: InspectedContainer) -> Bool {
    switch change.attribute {
    case "state": true
    // The engine takes zero for "leave it alone", so a limit goes only with the container.
    case "memory": change.to != .null
    case "cpus": change.to != .null && !container.hasCPUQuota
    case "restart": !container.removesItself
    case "networks": !container.hasForeignNetwork
    default: false
    }
  }

  private func changes(of container: InspectedContainer, _ last: Applied?) -> [Change] {
    var changes = desired.entries.compactMap { entry -> Change? in
      let observed = container.value(of: entry.key, wanted: entry.value)
      guard observed != entry.value else { return nil }
      return Change(entry.key, from: observed, to: entry.value)
    }
    // It was started by a run that never saw it healthy: dependents must not go on as if it were.
    if last == nil, container.isOurs, mode == .running, container.condition == .running,
      let health = container.health, health != "healthy"
    {
      changes.insert(Change("state", from: .text(health), to: .text(mode.rawValue)), at: 0)
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

  /// Attributes that were declared and are no more: they go back to their default. One that was
  /// made by a run that then failed may have any of them.
  private func released(of container: InspectedContainer, _ last: Applied?) -> [Change] {
    let known = last.map { Set($0.attributes.map(\.name)) }
    if known == nil, !container.isOurs { return [] }
    let desired = desired
    let specs = Self.kind.attributes.filter { spec in
      spec.onRelease == .reset && desired[spec.name] == nil && known?.contains(spec.name) != false
    }
    return specs.filter { !container.isDefault($0.name) }.map {
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
