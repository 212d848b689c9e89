package import ConvergeCore
package import ConvergeSystems

extension Service {
  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<UnitState, HostError>] {
    await Systemd(on: host).states(of: batch.map(\.name))
  }

  /// By whichever of its names a unit is declared, systemd knows it by one.
  package func likeness(in state: UnitState) -> Likeness? { .name(Identity(.service, state.id)) }

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
