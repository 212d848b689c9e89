/// Runs that go on, and are written down, when whoever started them is gone: those of hooks.
///
/// A run has a directory of its own. In it its supervisor, a process that belongs to nobody but
/// itself, writes `started` before the program begins and `ended` once it has ended, each whole and
/// durable; so what became of a run is known from its directory alone.
package protocol Supervision: Sendable {
  /// The directory below which hooks have theirs, absolute; nothing of it need be there.
  var area: String { get }
  /// Starts a run, and returns once its `started` is durable and the program runs.
  ///
  /// What is known only when the program is already to run, as that its interpreter is missing, is
  /// in `ended` as `notStarted`.
  /// - Throws: `HostError` where the program cannot be started: it is missing or not executable for
  ///   the user, its directory cannot be entered, limits are asked for where there are none.
  ///   Nothing of it runs then, and neither `started` nor `ended` is there.
  func start(_ run: SupervisedRun) async throws(HostError) -> SupervisedStart
  /// Whether the supervisor of a run is still there: the same process, in this boot.
  func isAlive(_ start: SupervisedStart) -> Bool
  /// Has a run end, before its time: tells its supervisor, which ends all of it and writes down how
  /// it ended; does not wait for that. Where the supervisor was killed, all that it left in the
  /// program's scope is ended, and waited for.
  func stop(_ start: SupervisedStart) async throws(HostError)
  /// What has come of a start that was interrupted: waits while somebody is about to make it.
  ///
  /// - Parameter directory: the run's own, which nothing is started in at the same time.
  /// - Returns: nil where nothing of it has run, nor ever will.
  func start(in directory: String) async throws(HostError) -> SupervisedStart?
  /// Waits until the supervisor of a run has gone.
  ///
  /// - Parameters:
  ///   - directory: the run's own.
  ///   - progress: told each line that the program writes to `$CONVERGE_PROGRESS_FD`, from the first
  ///     one on.
  ///   - goesOn: asked several times a second; false: it is not waited for any longer.
  /// - Returns: whether it has gone; false, too, where the task is cancelled.
  func wait(
    for start: SupervisedStart, in directory: String,
    progress: @escaping @Sendable (String) -> Void, goesOn: @escaping @Sendable () -> Bool
  ) async throws(HostError) -> Bool
}

/// What is to run, and how.
package struct SupervisedRun: Sendable, Equatable {
  /// Its own directory, absolute; it is there, nobody else can write it.
  package var directory: String
  /// For the names of units and messages: letters, digits and `-`.
  package var label: String
  /// The program, absolute, or beginning with `./` and then in `workingDirectory`, or looked up in
  /// the environment's `PATH`; then its arguments.
  package var arguments: [String]
  /// All of its environment. `CREDENTIALS_DIRECTORY`, `CONVERGE_OUTPUT` and `CONVERGE_PROGRESS_FD`
  /// are added by the supervisor.
  package var environment: [String: String]
  /// What is put into files (mode 0400) of `$CREDENTIALS_DIRECTORY`, by the file's name.
  package var credentials: [String: [UInt8]] = [:]
  /// What is replaced by `(sensitive)` wherever the program writes it.
  package var secrets: [[UInt8]] = []
  package var user: Invocation.Credentials?
  package var workingDirectory: String
  package var umask: UInt16 = 0o022
  package var timeout: Duration
  /// From TERM to KILL.
  package var killAfter: Duration = .seconds(10)
  /// Of each of the two outputs on disk.
  package var outputLimitBytes: Int64 = 64 << 20
  package var limits = Limits()

  /// What the whole tree of its processes may use; nil: as much as there is.
  package struct Limits: Sendable, Equatable {
    package var memoryBytes: Int64?
    /// Of one processor.
    package var cpuPercent: Int?
    package var tasks: Int?
    package init() {}
    package var areAny: Bool { memoryBytes != nil || cpuPercent != nil || tasks != nil }
  }

  package init(
    directory: String, label: String, arguments: [String], environment: [String: String],
    workingDirectory: String, timeout: Duration
  ) {
    self.directory = directory
    self.label = label
    self.arguments = arguments
    self.environment = environment
    self.workingDirectory = workingDirectory
    self.timeout = timeout
  }
}
