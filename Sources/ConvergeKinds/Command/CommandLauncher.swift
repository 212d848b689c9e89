internal import ConvergeCore

/// Runs a command and its guards as its user, in its directory, with its environment.
struct CommandLauncher: Sendable {
  /// Why something could not run.
  struct Failure: Error { let obstacle: Command.Obstacle }

  private let command: Command
  private let host: Host
  private let credentials: Invocation.Credentials?
  private let environment: [String: String]

  /// Looks up the account and the directory.
  static func make(for command: Command, on host: Host) -> Result<CommandLauncher, Failure> {
    do throws(Failure) {
      return .success(try CommandLauncher(command, on: host))
    } catch {
      return .failure(error)
    }
  }

  private init(_ command: Command, on host: Host) throws(Failure) {
    self.command = command
    self.host = host
    do throws(HostError) {
      let account = try Self.account(of: command, on: host)
      environment = command.surroundings.environment(for: account.record)
      credentials = account.credentials
      if let directory = command.surroundings.directory,
        try Self.isMissing(directory, for: credentials, on: host)
      {
        throw Message.noDirectory(directory, command.label)
      }
    } catch {
      let missing: Identity? =
        switch (error.reason, error.subject.hasPrefix("/")) {
        case (.notFound, true): Identity(.path, error.subject)
        case (.notFound, false): command.surroundings.user.map { Identity(.user, $0) }
        default: nil
        }
      throw Failure(obstacle: Command.Obstacle(error: error, missing: missing))
    }
  }

  /// Another user enters the directory with rights of its own, and may follow a link there that
  /// root must not.
  private static func isMissing(
    _ directory: String, for user: Invocation.Credentials?, on host: Host
  ) throws(HostError) -> Bool {
    do throws(HostError) {
      return try host.files.resolve(directory) == nil
    } catch {
      guard user != nil, error.reason != .notFound else { throw error }
      return false
    }
  }

  private static func account(
    of command: Command, on host: Host
  ) throws(HostError) -> (record: UserRecord?, credentials: Invocation.Credentials?) {
    let current = host.names.currentUser
    guard let name = command.surroundings.user else {
      return (current == 0 ? nil : try host.names.user(id: current), nil)
    }
    let record: UserRecord?
    if let byName = try host.names.user(named: name) {
      record = byName
    } else if let id = UInt32(name) {
      record = try host.names.user(id: id)
      if record == nil, current == 0 {
        return (nil, Invocation.Credentials(user: id, group: id, supplementary: []))
      }
    } else {
      record = nil
    }
    guard let record else { throw Message.noUser(name) }
    if record.id == current { return (record, nil) }
    guard current == 0 else { throw Message.notRoot(name, command.label) }
    return (
      record,
      Invocation.Credentials(
        user: record.id, group: record.group, supplementary: try host.names.groups(of: record))
    )
  }

  func invocation(_ arguments: [String], timeout: Duration) -> Invocation {
    var invocation = Invocation(arguments, environment: environment, timeout: timeout)
    invocation.user = credentials
    invocation.directory = command.surroundings.directory ?? "/"
    invocation.outputLimitBytes = 64 << 10
    return invocation
  }

  /// Runs a guard: whether it succeeds.
  func asks(_ arguments: [String], named name: String) async throws(Failure) -> Bool {
    try requireProgram(arguments)
    let result: ProcessResult
    do throws(HostError) {
      result = try await host.processes.run(invocation(arguments, timeout: command.timeout))
    } catch {
      throw Failure(obstacle: Command.Obstacle(error: error, missing: nil))
    }
    switch result.end {
    case .exited(let status): return status == 0
    case .signalled(let signal):
      throw Failure(
        obstacle: Command.Obstacle(
          error: Message.guardKilled(name, command.label, signal), missing: nil))
    case .timedOut:
      throw Failure(
        obstacle: Command.Obstacle(error: Message.guardTimedOut(name, command.label), missing: nil))
    }
  }

  /// Fails where the program is nowhere to be found.
  func requireProgram(_ arguments: [String]) throws(Failure) {
    let program = arguments.first ?? ""
    if program.hasPrefix("/") {
      guard exists(program) else {
        throw Failure(
          obstacle: Command.Obstacle(
            error: Message.noProgram(program, command.label),
            missing: Identity(.path, program)))
      }
    } else if !program.contains("/") {
      let directories = (environment["PATH"] ?? "").split(separator: ":")
      guard directories.contains(where: { exists("\($0)/\(program)") }) else {
        throw Failure(
          obstacle: Command.Obstacle(
            error: Message.notInPath(program, command.label),
            missing: Identity(.path, "/usr/bin/\(program)")))
      }
    }
  }

  /// What cannot be looked at is left to the attempt to run it.
  private func exists(_ path: String) -> Bool {
    do throws(HostError) {
      return try host.files.resolve(path) != nil
    } catch {
      return error.reason != .notFound
    }
  }
}

private enum Message {
  static func noDirectory(_ path: String, _ label: String) -> HostError {
    HostError(
      .notFound, "enter", path, because: "there is no such directory",
      remedy: "declare it as a directory, or correct 'cwd' of command '\(label)'")
  }
  static func noUser(_ name: String) -> HostError {
    HostError(
      .notFound, "run as", "user '\(name)'", because: "there is no such user",
      remedy: "declare it in 'users'")
  }
  static func notRoot(_ name: String, _ label: String) -> HostError {
    HostError(
      .denied, "run", "command '\(label)'", because: "only root can run it as '\(name)'",
      remedy: "run converge as root")
  }
  static func noProgram(_ path: String, _ label: String) -> HostError {
    HostError(
      .notFound, "run", "command '\(label)'", because: "there is no program '\(path)'")
  }
  static func notInPath(_ name: String, _ label: String) -> HostError {
    HostError(
      .notFound, "run", "command '\(label)'",
      because: "there is no program '\(name)' in its PATH",
      remedy: "write an absolute path, or set PATH in 'environment'")
  }
  static func guardTimedOut(_ name: String, _ label: String) -> HostError {
    HostError(
      .timedOut, "run", "'\(name)' of command '\(label)'", because: "it did not end in time")
  }
  static func guardKilled(_ name: String, _ label: String, _ signal: Int32) -> HostError {
    HostError(
      .failed, "run", "'\(name)' of command '\(label)'", because: "signal \(signal) ended it")
  }
}
