package import ConvergeCore
package import ConvergeSystems

extension Service {
  package func plan(
    from state: UnitState, last: Applied?, in predicted: PredictedHost
  ) -> Verdict {
    let observed = attributes(of: state)
    let changes = desired.entries.compactMap { entry -> Change? in
      let from = observed[entry.key] ?? .null
      return from == entry.value ? nil : Change(entry.key, from: from, to: entry.value)
    }
    let wantsUnit = isRunning == true || isEnabled == true
    if state.isMissing { return planMissing(changes, wantsUnit: wantsUnit, in: predicted) }
    if changes.isEmpty {
      return isOutdated(state, in: predicted) ? .change(.update, [Self.reading]) : .inSync
    }
    if state.isMasked, isMasked == nil, wantsUnit {
      return .failing(
        HostError(
          .refused, isRunning == true ? "start" : "enable", name.description,
          because: Message.masked, remedy: Message.unmask))
    }
    guard isRunning == true, !state.isRunning else { return .change(.update, changes) }
    return planStart(from: state, changes, in: predicted)
  }

  /// systemd reads the unit once more.
  private static let reading = Change(
    "unit", from: .text(Message.outdated), to: .text(Message.asOnDisk))

  /// Whether the manifest itself has, or will have, changed what systemd has loaded the unit from.
  private func isOutdated(_ state: UnitState, in predicted: PredictedHost) -> Bool {
    if state.isMasked { return false }
    let isRewritten = sources.contains { source in
      guard let prediction = predicted.prediction(for: source) else { return false }
      return prediction.presence == .absent || prediction.attributes["type"]?.text == "file"
    }
    return isRewritten || (state.isUnloaded && sources.contains(where: predicted.declared.contains))
  }

  /// Nothing defines the unit: it counts as stopped and disabled.
  private func planMissing(
    _ changes: [Change], wantsUnit: Bool, in predicted: PredictedHost
  ) -> Verdict {
    if let unit = prediction(of: definitions, in: predicted) {
      if unit.presence == .present, !changes.isEmpty { return .change(.update, changes) }
      if unit.presence == .unknown, wantsUnit { return unknown(changes) }
    } else if predicted.isOpen, !desired.isEmpty {
      // What is installed before may bring it, and may start it too.
      return unknown(changes)
    }
    guard wantsUnit else { return .update(changes) }
    return .failing(
      HostError(
        .notFound, isRunning == true ? "start" : "enable", name.description,
        because: Message.missing, remedy: Message.provide))
  }

  private func planStart(
    from state: UnitState, _ changes: [Change], in predicted: PredictedHost
  ) -> Verdict {
    let isRewritten = prediction(of: definitions + dropIns, in: predicted) != nil || state.isStale
    if isRewritten { return .change(.update, changes) }
    if let complaint = state.loadError, state.loadState != "masked" {
      return .failing(
        HostError(
          .refused, "start", name.description, because: Message.unreadable(complaint),
          remedy: Message.verify(name)))
    }
    if state.endsByItself {
      return .failing(
        HostError(
          .refused, "start", name.description, because: Message.oneshot,
          remedy: Message.oneshotRemedy))
    }
    return .change(.update, changes)
  }

  /// What an earlier resource makes of one of these.
  private func prediction(of things: [Identity], in predicted: PredictedHost) -> Prediction? {
    things.lazy.compactMap { predicted.prediction(for: $0) }.first { $0.presence != .absent }
  }

  private func unknown(_ changes: [Change]) -> Verdict {
    .unknown(.update, changes, because: Message.mayCome)
  }

  package func complaint(
    about state: UnitState, after verdict: Verdict, last: Applied?
  ) -> HostError? {
    if isRunning == true, !state.isRunning {
      let because =
        if !state.conditionsHeld {
          Message.condition
        } else if state.endsByItself {
          Message.oneshot
        } else if state.isLooping {
          Message.loops(state.service?.result)
        } else {
          Message.down(state)
        }
      return HostError(
        .didNotTake, "start", name.description, because: because, remedy: Message.look(name))
    }
    let observed = attributes(of: state)
    var wrong = desired.entries.filter { observed[$0.key] != $0.value }.map(\.key)
    let isRead = verdict.changes.contains { $0.attribute == Self.reading.attribute }
    if isRead, state.isUnloaded { wrong.append(Self.reading.attribute) }
    return wrong.isEmpty
      ? nil
      : HostError(
        .didNotTake, "change", name.description, because: Message.still(wrong),
        remedy: Message.look(name))
  }
}

private enum Message {
  static let outdated = "outdated"
  static let asOnDisk = "as on disk"
  static let masked = "it is masked, and the manifest does not say that it may be unmasked"
  static let unmask = "write 'masked: false' to unmask it"
  static let missing = "there is no such unit on this host"
  static let provide = "check its name, or declare the package or file that brings it"
  static let mayCome = "something before it may bring the unit"
  static let oneshot = "it is a oneshot, which ends as soon as its work is done"
  static let oneshotRemedy =
    "leave 'running' out and let a timer or a command run it, or set RemainAfterExit=yes in its unit"
  static let condition = "a condition in its unit does not hold, so systemd left it alone"

  static func unreadable(_ complaint: String) -> String {
    "systemd cannot load its unit: \(complaint)"
  }

  static func verify(_ name: UnitName) -> String {
    "'systemd-analyze verify \(name)' tells what is wrong with it"
  }

  static func loops(_ result: String?) -> String {
    "it ends right after each start, and systemd starts it over\(result.map { " (\($0))" } ?? "")"
  }

  static func down(_ state: UnitState) -> String {
    "it is \(state.activeState) (\(state.service?.result ?? state.subState)) after its start"
  }

  static func still(_ attributes: [String]) -> String {
    "\(attributes.joined(separator: ", ")) did not take"
  }

  static func look(_ name: UnitName) -> String {
    "'systemctl status \(name)' and 'journalctl --unit \(name)' tell more"
  }
}
