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
    /// Told several times a second while it runs: what has started it, and its directory.
    package var runs: @Sendable (SupervisedStart, String) -> Void = { _, _ in }
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
    if task.settings.endsWhatRuns { return try await cancel() }
    var owed: HookRecord?
    if let last = journal.last, !last.state.isEnd {
      if let start = try await folder.start(of: last, on: host) {
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
      // What was left to itself has been told to be a success: that does not become undone.
      if !task.settings.isAsynchronous { try surroundings.begins() }
      if let outcome = try await wait(for: start, record) { return outcome }
    }
    return try await close(record, start)
  }

  /// Ends what is under way, if anything is.
  private mutating func cancel() async throws(HostError) -> ExtensionOutcome {
    try surroundings.begins()
    if let last = journal.last, !last.state.isEnd {
      try folder.cancel(last.number, on: host)
      if let start = try await folder.start(of: last, on: host) {
        if host.supervision.isAlive(start) {
          try await host.supervision.stop(start)
          if let goesOn = try await wait(for: start, last) { return goesOn }
        }
        _ = try await close(last, start)
      } else {
        _ = try canceled(last)
      }
    }
    let ended = journal.last.flatMap { $0.state == .canceled ? $0.number : nil }
    return ExtensionOutcome(.cancels(run: ended), message: Message.cancels(ended))
  }

  /// What is known of the end that this key has had.
  private func repeated() async -> ExtensionOutcome {
    let record = journal.end(of: task.key)
    var outcome = ExtensionOutcome(.ended, message: record?.message ?? Message.longAgo)
    outcome.isRepeated = true
    guard let record else {
      // An older converge wrote down that it ended, and not how.
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
  ) async throws(HostError) -> ExtensionOutcome {
    var record = record
    let end = try folder.end(ofRun: record.number, on: host)
    if let end, !end.wasStopped {
      (record.state, record.message) = Self.meaning(of: end)
      record.ended = end.at
      if case .exited(let status) = end.way { record.exitStatus = status }
    } else if try folder.isCanceled(record.number, on: host) {
      record.state = .canceled
      record.ended = end?.at ?? timestamp(host.clock.now())
      record.message = Message.canceled
    } else {
      // A machine that goes down ends what runs on it, and that says nothing of the program.
      record.state = .interrupted
      record.ended = timestamp(host.clock.now())
      record.message =
        start.bootID == host.clock.bootID && end == nil ? Message.killed : Message.wentDown
    }
    // Where its supervisor was killed, what it had started may go on without it.
    if end == nil { try await host.supervision.stop(start) }
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
      return try stay(owed, .notAllowed(isUnsigned: refusal.isUnsigned), refusal.because)
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
    do throws(FetchFailure) { files = try await fetch(owed) } catch {
      if try folder.isCanceled(owed.number, on: host) { return try canceled(owed) }
      return try stay(owed, .notFetched(error.reason), "\(error.error)")
    }
    let box = ExtensionBox(
      task: task, record: owed, folder: folder, runID: runID, launcher: launcher, host: host)
    let run = try box.prepare(files)
    var record = owed
    record.state = .fetched
    try put(record)
    try folder.prune(before: record.number, on: host)
    if try folder.isCanceled(record.number, on: host) { return try canceled(record) }
    let start: SupervisedStart
    do throws(HostError) { start = try await host.supervision.start(run) } catch {
      return try stay(record, .notStarted, "\(error)")
    }
    if let outcome = try await wait(for: start, record) { return outcome }
    return try await close(record, start)
  }

  private func fetch(_ record: HookRecord) async throws(FetchFailure) -> [VerifiedFile] {
    var server = host
    if let storage = task.settings.storage {
      server.downloads = SignedDownloads(for: storage, on: host)
    }
    let fetcher = HookFetcher(
      host: server, area: host.supervision.area, run: runID, policy: surroundings.policy,
      progress: surroundings.progress,
      goesOn: { [surroundings, folder, host] in
        !surroundings.isInterrupted()
          && (try? folder.isCanceled(record.number, on: host)) != true
      })
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

  /// Its end was asked for before it began.
  private mutating func canceled(_ record: HookRecord) throws(HostError) -> ExtensionOutcome {
    var record = record
    record.state = .canceled
    record.ended = timestamp(host.clock.now())
    record.message = Message.canceled
    try put(record)
    var outcome = ExtensionOutcome(.ended, message: record.message)
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
      goesOn: { [surroundings, directory = folder.run(record.number)] in
        surroundings.runs(start, directory)
        return !surroundings.isInterrupted()
      })
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
  static let canceled = "it was canceled"
  static func cancels(_ run: Int?) -> String {
    run.map { "run \($0) was canceled" } ?? "nothing was running"
  }
  static let goesOn = "it goes on, and is not waited for"
  static let longAgo = "it ended long ago, and how is not kept any more"
}
