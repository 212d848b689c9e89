package import ConvergeCore

/// Runs programs for a command or a hook as its user, in its directory, with its environment.
package struct ProgramLauncher: Sendable {
  /// Why something could not run.
  package struct Failure: Error {
    package let obstacle: ProgramObstacle
    package init(_ obstacle: ProgramObstacle) { self.obstacle = obstacle }
  }

  /// For whom, as messages have it: `command 'x'`.
  private let owner: String
  private let surroundings: ProgramSurroundings
  private let timeout: Duration
  private let host: Host
  package let credentials: Invocation.Credentials?
  package let environment: [String: String]

  /// Looks up the account and the directory.
  ///
  /// - Parameters:
  ///   - owner: for messages, `command 'x'`.
  ///   - timeout: of a guard.
  package static func make(
    for owner: String, _ surroundings: ProgramSurroundings, timeout: Duration, on host: Host
  ) -> Result<ProgramLauncher, Failure> {
    do throws(Failure) {
      return .success(try ProgramLauncher(owner, surroundings, timeout, on: host))
    } catch {
      return .failure(error)
    }
  }

  private init(
    _ owner: String, _ surroundings: ProgramSurroundings, _ timeout: Duration, on host: Host
  ) throws(Failure) {
    self.owner = owner
    self.surroundings = surroundings
    self.timeout = timeout
    self.host = host
    do throws(HostError) {
      let account = try Self.account(of: surroundings, owner, on: host)
      environment = surroundings.environment(for: account.record)
      credentials = account.credentials
      if let directory = surroundings.directory,
        try Self.isMissing(directory, for: credentials, on: host)
      {
        throw Message.noDirectory(directory, owner)
      }
    } catch {
      let missing: Identity? =
        switch (error.reason, error.subject.hasPrefix("/")) {
        case (.notFound, true): Identity(.path, error.subject)
        case (.notFound, false): surroundings.user.map { Identity(.user, $0) }
        default: nil
        }
      throw Failure(ProgramObstacle(error: error, missing: missing))
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
    of surroundings: ProgramSurroundings, _ owner: String, on host: Host
  ) throws(HostError) -> (record: UserRecord?, credentials: Invocation.Credentials?) {
    let current = host.names.currentUser
    guard let name = surroundings.user else {
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
    guard current == 0 else { throw Message.notRoot(name, owner) }
    return (
      record,
      Invocation.Credentials(
        user: record.id, group: record.group, supplementary: try host.names.groups(of: record))
    )
  }

  package func invocation(_ arguments: [String], timeout: Duration) -> Invocation {
    var invocation = Invocation(arguments, environment: environment, timeout: timeout)
    invocation.user = credentials
    invocation.directory = surroundings.directory ?? "/"
    invocation.outputLimitBytes = 64 << 10
    return invocation
  }

  /// Runs a guard: whether it succeeds.
  package func asks(_ arguments: [String], named name: String) async throws(Failure) -> Bool {
    try requireProgram(arguments)
    let result: ProcessResult
    do throws(HostError) {
      result = try await host.processes.run(invocation(arguments, timeout: timeout))
    } catch {
      throw Failure(ProgramObstacle(error: error, missing: nil))
    }
    switch result.end {
    case .exited(let status): return status == 0
    case .signalled(let signal):
      throw Failure(
        ProgramObstacle(
          error: Message.guardKilled(name, owner, signal), missing: nil))
    case .timedOut:
      throw Failure(
        ProgramObstacle(error: Message.guardTimedOut(name, owner), missing: nil))
    }
  }

  /// Fails where the program is nowhere to be found.
  package func requireProgram(_ arguments: [String]) throws(Failure) {
    let program = arguments.first ?? ""
    if program.hasPrefix("/") {
      guard exists(program) else {
        throw Failure(
          ProgramObstacle(
            error: Message.noProgram(program, owner),
            missing: Identity(.path, program)))
      }
    } else if !program.contains("/") {
      let directories = (environment["PATH"] ?? "").split(separator: ":")
      guard directories.contains(where: { exists("\($0)/\(program)") }) else {
        throw Failure(
          ProgramObstacle(
            error: Message.notInPath(program, owner),
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
  static func noDirectory(_ path: String, _ owner: String) -> HostError {
    HostError(
      .notFound, "enter", path, because: "there is no such directory",
      remedy: "declare it as a directory, or correct 'cwd' of \(owner)")
  }
  static func noUser(_ name: String) -> HostError {
    HostError(
      .notFound, "run as", "user '\(name)'", because: "there is no such user",
      remedy: "declare it in 'users'")
  }
  static func notRoot(_ name: String, _ owner: String) -> HostError {
    HostError(
      .denied, "run", owner, because: "only root can run it as '\(name)'",
      remedy: "run converge as root")
  }
  static func noProgram(_ path: String, _ owner: String) -> HostError {
    HostError(
      .notFound, "run", owner, because: "there is no program '\(path)'")
  }
  static func notInPath(_ name: String, _ owner: String) -> HostError {
    HostError(
      .notFound, "run", owner,
      because: "there is no program '\(name)' in its PATH",
      remedy: "write an absolute path, or set PATH in 'environment'")
  }
  static func guardTimedOut(_ name: String, _ owner: String) -> HostError {
    HostError(
      .timedOut, "run", "'\(name)' of \(owner)", because: "it did not end in time")
  }
  static func guardKilled(_ name: String, _ owner: String, _ signal: Int32) -> HostError {
    HostError(
      .failed, "run", "'\(name)' of \(owner)", because: "signal \(signal) ended it")
  }
}
