/// Runs programs.
package protocol ProcessRunner: Sendable {
  /// Runs a program to its end, in a session and process group of its own, without a shell.
  ///
  /// The whole group gets TERM at the timeout, and KILL after the grace. A child that outlives the
  /// program and holds its output open is not waited for.
  ///
  /// - Throws: `HostError` where it could not be started: `notFound` for a missing program or
  ///   directory, `denied`. A program that ran is a result, however it ended.
  func run(_ invocation: Invocation) async throws(HostError) -> ProcessResult
}

/// A program with its arguments and surroundings.
package struct Invocation: Sendable, Equatable {
  /// The program, absolute or looked up in the environment's `PATH`, then its arguments.
  package var arguments: [String]
  /// All of its environment; nothing is inherited.
  package var environment: [String: String]
  /// Whom it runs as, with the groups of that account; nil: as we do.
  package var user: Credentials?
  package var directory: String = "/"
  package var input: [UInt8] = []
  package var timeout: Duration
  /// From TERM to KILL.
  package var grace: Duration = .seconds(5)
  /// How much of each of the two outputs is kept at each end; the middle is dropped and counted.
  package var outputLimitBytes: Int = 1 << 20
  package var umask: UInt16 = 0o022

  package struct Credentials: Sendable, Hashable {
    package let user: UInt32
    package let group: UInt32
    package let supplementary: [UInt32]
    package init(user: UInt32, group: UInt32, supplementary: [UInt32]) {
      self.user = user
      self.group = group
      self.supplementary = supplementary
    }
  }

  /// The fixed environment of everything that converge runs.
  package static let plainEnvironment = [
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "HOME": "/root",
  ]

  package init(
    _ arguments: [String], environment: [String: String] = Invocation.plainEnvironment,
    timeout: Duration
  ) {
    self.arguments = arguments
    self.environment = environment
    self.timeout = timeout
  }
}

/// How a program ended, and what it said.
package struct ProcessResult: Sendable, Equatable {
  package enum End: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    case timedOut
  }

  package let end: End
  package let output: [UInt8]
  package let error: [UInt8]
  /// How many bytes of the middle of both outputs were dropped.
  package let droppedBytes: Int

  package init(end: End, output: [UInt8], error: [UInt8], droppedBytes: Int = 0) {
    self.end = end
    self.output = output
    self.error = error
    self.droppedBytes = droppedBytes
  }

  package var succeeded: Bool { end == .exited(0) }
}
