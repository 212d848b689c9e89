package import ConvergeCore
package import ConvergeSystems

extension Service {
  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<UnitState, HostError>] {
    let states = await Systemd(on: host).states(of: batch.map(\.name))
    return states.indices.map { index in
      states[index].flatMap { state in
        let other = states.indices.first {
          $0 != index && batch[$0].name != batch[index].name
            && (try? states[$0].get())?.id == state.id
        }
        guard let other else { return .success(state) }
        return .failure(
          HostError(
            .refused, "manage", batch[index].name.description,
            because: Message.sameUnit(batch[other].name, state.id), remedy: Message.declareOnce))
      }
    }
  }

  package static func exists(_ state: UnitState) -> Bool { !state.isMissing }

  package func attributes(of state: UnitState) -> Attributes {
    var attributes = Attributes()
    if let isRunning {
      // What is neither up nor down is never as declared.
      let isAsDeclared = isRunning ? state.isRunning : state.isStopped
      attributes["running"] = .boolean(isAsDeclared ? isRunning : !isRunning)
    }
    if let isEnabled {
      attributes["enabled"] = .boolean(state.isEnabled ?? isEnabled)
    }
    if let isMasked {
      // A mask that systemd has not read holds nothing back.
      let isAsDeclared =
        isMasked
        ? state.isMasked && !state.isMaskedUntilBoot && !state.isStale : !state.isMasked
      attributes["masked"] = .boolean(isAsDeclared ? isMasked : !isMasked)
    }
    return attributes
  }

  package static func started(_ state: UnitState) -> HostInstant.Mark? {
    let started = state.startedMicroseconds
    return started > 0 && state.isRunning ? .monotonic(nanoseconds: started * 1000) : nil
  }
}

private enum Message {
  static func sameUnit(_ other: UnitName, _ id: String) -> String {
    "it is the same unit as service:\(other), which is declared too: both are \(id)"
  }

  static let declareOnce = "declare it once, under its real name"
}
