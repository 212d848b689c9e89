package import ConvergeCore
package import ConvergeHooks
package import ConvergeSystems

extension Hook {
  /// What is known of a hook's runs, and what its guards say.
  package struct State: Equatable, Sendable {
    package var journal = HookJournal()
    package var status = Status.idle
    /// Whether its guards let it run; nil: it has none, or they could not be asked.
    package var isWanted: Bool?
    package var bootID = ""
    /// What keeps it or a guard from running on the host as it is.
    package var obstacle: ProgramObstacle?

    package init() {}
  }

  /// How far the last run has come.
  package enum Status: Equatable, Sendable {
    /// Nothing is owed or under way.
    case idle
    /// It is owed, and nothing of it has begun.
    case owed(HookRecord)
    /// It goes on, under its supervisor.
    case running(HookRecord, SupervisedStart)
    /// It has ended, and the journal does not know it yet.
    case ended(HookRecord, SupervisedEnd)
    /// It had begun, and nobody knows how it ended.
    case lost(HookRecord)
  }

  package static func observe(
    _ batch: [Self], on host: Host
  ) async -> [Result<State, HostError>] {
    var results: [Result<State, HostError>] = []
    for hook in batch { results.append(await hook.observe(on: host)) }
    return results
  }

  private func observe(on host: Host) async -> Result<State, HostError> {
    var state = State()
    do throws(HostError) {
      let folder = folder(on: host)
      state.bootID = host.clock.bootID
      state.journal = try folder.journal(on: host)
      state.status = try await Self.status(of: state.journal, in: folder, on: host)
    } catch {
      return .failure(error)
    }
    do throws(ProgramLauncher.Failure) {
      let launcher = try launcher(on: host).get()
      state.isWanted = try await isWanted(launcher, host)
      if case .command(let arguments) = program, arguments.first?.hasPrefix("./") != true {
        try launcher.requireProgram(arguments)
      }
    } catch {
      state.obstacle = error.obstacle
    }
    return .success(state)
  }

  /// How far the last run of a journal has come.
  static func status(
    of journal: HookJournal, in folder: HookFolder, on host: Host
  ) async throws(HostError) -> Status {
    guard let last = journal.last else { return .idle }
    // An attempt that another one follows leaves it owed.
    if last.state.isEnd { return last.isFinal ? .idle : .owed(last) }
    guard let start = try await folder.start(of: last, on: host) else { return .owed(last) }
    if host.supervision.isAlive(start) { return .running(last, start) }
    // Its end is written before its supervisor goes.
    // A machine that goes down ends what runs on it, and that says nothing of the program.
    if let end = try folder.end(ofRun: last.number, on: host), !end.wasStopped {
      return .ended(last, end)
    }
    return .lost(last)
  }

  func launcher(on host: Host) -> Result<ProgramLauncher, ProgramLauncher.Failure> {
    ProgramLauncher.make(for: "hook '\(label)'", surroundings, timeout: timeout, on: host)
  }

  /// What the guards say; nil without any.
  private func isWanted(
    _ launcher: ProgramLauncher, _ host: Host
  ) async throws(ProgramLauncher.Failure) -> Bool? {
    if let creates {
      do throws(HostError) {
        if try host.files.status(creates) != nil { return false }
      } catch {
        throw ProgramLauncher.Failure(ProgramObstacle(error: error, missing: nil))
      }
    }
    if let unless, try await launcher.asks(unless, named: "unless") { return false }
    if let onlyIf, try await !launcher.asks(onlyIf, named: "only_if") { return false }
    if let test, try await launcher.asks(test, named: "test") { return false }
    return creates == nil && unless == nil && onlyIf == nil && test == nil ? nil : true
  }
}
