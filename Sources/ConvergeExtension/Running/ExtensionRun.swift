package import ConvergeCore
package import ConvergeHooks
internal import ConvergeSystems

/// One turn of an extension's task: brings its journal up to what has happened, and runs it if it has
/// not run.
///
/// Whoever makes one has the task's directory for itself. Each step is in the journal before the next
/// begins, as with hooks of a manifest, so that it is known wherever it stops what became of it.
package struct ExtensionRun {
  /// What it is told and asks for while it goes on.
  package struct Surroundings: Sendable {
    package var policy = ScriptPolicy()
    /// Told before anything runs, or is waited for: what is owed from here on.
    package var begins: @Sendable () throws(HostError) -> Void = {}
    package var progress: @Sendable (String) -> Void = { _ in }
    package var isInterrupted: @Sendable () -> Bool = { false }
    /// Whether a run is left to itself once it has begun.
    package var leavesItRunning = false

    package init() {}
  }

  private let task: ExtensionTask
  private let folder: HookFolder
  private let host: Host
  private let runID: RunID
  private let surroundings: Surroundings
  private var journal = HookJournal()

  package init(
    _ task: ExtensionTask, in folder: HookFolder, on host: Host, for runID: RunID,
    _ surroundings: Surroundings
  ) {
    self.task = task
    self.folder = folder
    self.host = host
    self.runID = runID
    self.surroundings = surroundings
  }

  package mutating func perform() async throws(HostError) -> ExtensionOutcome {
    journal = try folder.journal(on: host)
    var owed: HookRecord?
    if let last = journal.last, !last.state.isEnd {
      let directory = folder.run(last.number)
      if last.state == .fetched, try host.files.status(directory) != nil,
        let start = try await host.supervision.start(in: directory)
      {
        let outcome = try await settle(last, start)
        if last.key == task.key || outcome.way == .goesOn { return outcome }
      } else {
        owed = last
      }
    }
    // What is owed once more, by 'converge hook retry', runs whatever has ended.
    if owed?.key != task.key, journal.hasEnded(task.key) { return await repeated() }
    return try await runIt(begin(owed))
  }

  // MARK: What earlier runs have left

  private mutating func settle(
    _ record: HookRecord, _ start: SupervisedStart
  ) async throws(HostError) -> ExtensionOutcome {
    if host.supervision.isAlive(start) {
      try surroundings.begins()
      if let outcome = try await wait(for: start, record) { return outcome }
    }
    return try close(record, start)
  }

  /// What is known of the end that this key has had.
  private func repeated() async -> ExtensionOutcome {
    let record = journal.records.last { $0.key == task.key && $0.state.isEnd }
    var outcome = ExtensionOutcome(.ended, message: record?.message ?? Message.longAgo)
    outcome.isRepeated = true
    guard let record else {
      // Its record has made room for others.
      outcome.record = HookRecord(
        number: 0, key: task.key, trigger: nil, event: .change, causes: [], bootID: "",
        state: .ok, run: "", since: "")
      return outcome
    }
    outcome.record = record
    outcome.message = record.message
    outcome.directory = folder.run(record.number)
    outcome.end = try? folder.end(ofRun: record.number, on: host)
    outcome.started = try? await host.supervision.start(in: folder.run(record.number))?.at
    return outcome
  }

  private mutating func put(_ record: HookRecord) throws(HostError) {
    journal.put(record)
    try folder.write(journal, on: host)
  }

  /// Writes down how a run ended that nobody waits for any more.
  private mutating func close(
    _ record: HookRecord, _ start: SupervisedStart
  ) throws(HostError) -> ExtensionOutcome {
    var record = record
    let end = try folder.end(ofRun: record.number, on: host)
    if let end, !end.wasStopped {
      (record.state, record.message) = Self.meaning(of: end)
      record.ended = end.at
      if case .exited(let status) = end.way { record.exitStatus = status }
    } else {
      // A machine that goes down ends what runs on it, and that says nothing of the program.
      record.state = .interrupted
      record.ended = timestamp(host.clock.now())
      record.message =
        start.bootID == host.clock.bootID && end == nil ? Message.killed : Message.wentDown
    }
    try put(record)
    var outcome = ExtensionOutcome(.ended, message: record.message)
    outcome.record = record
    outcome.started = start.at
    outcome.end = end
    outcome.directory = folder.run(record.number)
    return outcome
  }

  private static func meaning(of end: SupervisedEnd) -> (HookRecord.State, String?) {
    switch end.way {
    case .exited(0): (.ok, nil)
    case .exited(let status): (.failed, Message.exited(status))
    case .signalled(let signal): (.failed, Message.signalled(signal))
    case .timedOut: (.timedOut, Message.timedOut)
    case .notStarted(let why): (.failed, Message.notStarted(why))
    }
  }

  // MARK: A new run

  private mutating func begin(_ owed: HookRecord?) throws(HostError) -> HookRecord {
    var record: HookRecord
    if var owed, owed.key == task.key {
      owed.bootID = host.clock.bootID
      owed.state = .pending
      record = owed
    } else {
      if var owed {
        owed.state = .superseded
        owed.ended = timestamp(host.clock.now())
        journal.put(owed)
      }
      record = HookRecord(
        number: journal.nextNumber, key: task.key, trigger: task.settings.trigger,
        event: .change, causes: [], bootID: host.clock.bootID, run: runID.description,
        since: timestamp(host.clock.now()))
    }
    record.message = nil
    try put(record)
    try surroundings.begins()
    return record
  }

  private mutating func runIt(_ owed: HookRecord) async throws(HostError) -> ExtensionOutcome {
    if let refusal = ProgramPolicy(policy: surroundings.policy).refusal(of: task.settings) {
      return try stay(owed, .notAllowed, refusal)
    }
    var own = ProgramSurroundings()
    own.user = task.settings.user
    let launcher: ProgramLauncher
    switch ProgramLauncher.make(
      for: "'\(task.label)'", own, timeout: .seconds(60), on: host)
    {
    case .success(let made): launcher = made
    case .failure(let failure):
      return try stay(owed, .notStarted, "\(failure.obstacle.error)")
    }
    let files: [VerifiedFile]
    do throws(FetchFailure) { files = try await fetch() } catch {
      return try stay(owed, .notFetched(error.reason), "\(error.error)")
    }
    let box = ExtensionBox(
      task: task, record: owed, folder: folder, runID: runID, launcher: launcher, host: host)
    let run = try box.prepare(files)
    var record = owed
    record.state = .fetched
    try put(record)
    try folder.prune(before: record.number, on: host)
    let start: SupervisedStart
    do throws(HostError) { start = try await host.supervision.start(run) } catch {
      return try stay(record, .notStarted, "\(error)")
    }
    if let outcome = try await wait(for: start, record) { return outcome }
    return try close(record, start)
  }

  private func fetch() async throws(FetchFailure) -> [VerifiedFile] {
    var server = host
    if let storage = task.settings.storage {
      server.downloads = SignedDownloads(for: storage, on: host)
    }
    let fetcher = HookFetcher(
      host: server, area: host.supervision.area, run: runID, policy: surroundings.policy,
      progress: surroundings.progress)
    return try await fetcher.fetch(task.settings.files.map { HookFile($0) })
  }

  /// Nothing of it has run: it is owed, and the next turn tries again.
  private mutating func stay(
    _ record: HookRecord, _ way: ExtensionOutcome.Way, _ why: String
  ) throws(HostError) -> ExtensionOutcome {
    var record = record
    record.state = .pending
    record.message = why
    try put(record)
    var outcome = ExtensionOutcome(way, message: why)
    outcome.record = record
    return outcome
  }

  /// - Returns: nil once it has ended.
  private func wait(
    for start: SupervisedStart, _ record: HookRecord
  ) async throws(HostError) -> ExtensionOutcome? {
    var goesOn = ExtensionOutcome(.goesOn, message: Message.goesOn)
    goesOn.record = record
    goesOn.started = start.at
    goesOn.directory = folder.run(record.number)
    // Two of one name do not run at once: another one's end is waited for.
    if surroundings.leavesItRunning, record.key == task.key { return goesOn }
    let hasEnded = try await host.supervision.wait(
      for: start, in: folder.run(record.number), progress: surroundings.progress,
      goesOn: { [surroundings] in !surroundings.isInterrupted() })
    return hasEnded ? nil : goesOn
  }
}

private enum Message {
  static func exited(_ status: Int32) -> String { "it ended with exit status \(status)" }
  static func signalled(_ signal: Int32) -> String { "signal \(signal) ended it" }
  static let timedOut = "it did not end in time and was stopped"
  static func notStarted(_ why: String) -> String { "it could not be started: \(why)" }
  static let killed = "it was killed with its supervisor while it ran"
  static let wentDown = "the machine went down while it ran"
  static let goesOn = "it goes on, and is not waited for"
  static let longAgo = "it ended long ago, and how is not kept any more"
}
