package import ConvergeCore
package import ConvergeSystems

extension Command {
  /// What was found out about whether a command is needed.
  package struct State: Equatable, Sendable {
    /// Whether what it creates is there; nil: not asked.
    package var hasCreated: Bool?
    /// Whether `unless` succeeded; nil: not asked.
    package var unless: Bool?
    /// Whether `only_if` succeeded; nil: not asked.
    package var onlyIf: Bool?
    /// What keeps it or a guard from running on the host as it is.
    package var obstacle: ProgramObstacle?

    package init() {}
  }

  /// Looks for what each creates and runs guards, one after the other, as far as they are needed.
  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<State, HostError>] {
    var results: [Result<State, HostError>] = []
    for command in batch { results.append(await command.observe(on: host)) }
    return results
  }

  private func observe(on host: Host) async -> Result<State, HostError> {
    var state = State()
    if let creates {
      do throws(HostError) {
        state.hasCreated = try host.files.status(creates) != nil
      } catch {
        return .failure(error)
      }
      if state.hasCreated == true { return .success(state) }
    }
    let launcher: ProgramLauncher
    switch ProgramLauncher.make(
      for: "command '\(label)'", surroundings, timeout: timeout, on: host)
    {
    case .success(let made): launcher = made
    case .failure(let obstacle):
      state.obstacle = obstacle.obstacle
      return .success(state)
    }
    do throws(ProgramLauncher.Failure) {
      if let unless {
        state.unless = try await launcher.asks(unless, named: "unless")
        if state.unless == true { return .success(state) }
      }
      if let onlyIf {
        state.onlyIf = try await launcher.asks(onlyIf, named: "only_if")
        if state.onlyIf == false { return .success(state) }
      }
      try launcher.requireProgram(arguments)
    } catch {
      state.obstacle = error.obstacle
    }
    return .success(state)
  }
}
