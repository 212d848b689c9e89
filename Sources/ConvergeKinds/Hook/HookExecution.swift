internal import ConvergeCore
internal import ConvergeHooks
internal import ConvergeSystems

/// One turn of a hook: brings the journal up to what has happened, and runs it if it is to.
///
/// Each step is in the journal before the next begins, so that it is known wherever it stops what
/// became of it. What it is owed by the engine is taken over once it stands in the journal, and
/// before anything of it runs.
struct HookExecution {
  private let hook: Hook
  private let planned: Planned<Hook>
  private let run: RunContext
  private let host: Host
  private let folder: HookFolder
  private var journal: HookJournal
  private var messages: [String] = []
  private var isChange = false

  init(_ planned: Planned<Hook>, in run: RunContext, on host: Host) {
    hook = planned.resource
    self.planned = planned
    self.run = run
    self.host = host
    folder = planned.resource.folder(on: host)
    journal = planned.state.journal
  }

  mutating func perform() async throws(HostError) -> Effect {
    let owed = try await settle()
    switch HookDecision(
      hook, journal, owed: owed, on: planned.occasion, inBoot: host.clock.bootID)
    {
    case .nothing, .open: break
    case .failed(let record): throw HookEnd.error(of: record, hook)
    case .forgetFailure:
      journal.knownFailure = []
      try folder.write(journal, on: host)
    case .run(let causes):
      guard planned.state.isWanted != false else { break }
      try await runIt(begin(owed, causes))
    }
    return Effect(isChange: isChange, messages: messages)
  }

  // MARK: What earlier runs have left

  /// Waits for a run that goes on, and writes down how one has ended since.
  ///
  /// - Returns: the run that is owed and has not begun.
  private mutating func settle() async throws(HostError) -> HookRecord? {
    switch planned.state.status {
    case .idle: return nil
    case .owed(let record): return record
    case .running(let record, let start):
      try await wait(for: start, record)
      return try await close(record)
    case .ended(let record, let end):
      messages.append(Message.endedSince(record, end))
      try finish(record, with: end)
      return nil
    case .lost(let record): return try await lose(record)
    }
  }

  /// Nobody knows how a run ended.
  private mutating func lose(_ record: HookRecord) async throws(HostError) -> HookRecord? {
    // What it had started may go on without it, and must not beside another run.
    if let start = try await host.supervision.start(in: folder.run(record.number)) {
      try await host.supervision.stop(start)
    }
    var record = record
    record.ended = timestamp(host.clock.now())
    record.message = Message.lost(record, isOtherBoot: record.bootID != host.clock.bootID)
    run.tellRun(hook.identity, told(record, nil))
    switch hook.onInterrupt {
    case .fail:
      record.state = .interrupted
      try put(record)
      throw HookEnd.error(of: record, hook)
    case .continue:
      record.state = .ok
      messages.append(Message.continued(record))
      try put(record)
      return nil
    case .rerun:
      record.state = .interrupted
      record.isFinal = false
      journal.put(record)
      let again = HookRecord(
        number: journal.nextNumber, key: hook.key, trigger: hook.trigger, event: record.event,
        causes: record.causes, bootID: host.clock.bootID, run: run.id.description,
        since: timestamp(host.clock.now()))
      messages.append(Message.again(record))
      try put(again)
      return again
    }
  }

  /// Writes down how a run ended.
  private mutating func finish(
    _ record: HookRecord, with end: SupervisedEnd
  ) throws(HostError) {
    let ended = HookEnd(hook, record, end, isLastAttempt: planned.isLastAttempt)
    run.tellRun(hook.identity, told(record, end))
    messages += ended.messages
    if ended.record.state == .changed { isChange = true }
    if ended.record.event == .failure, ended.record.isFinal {
      journal.knownFailure = ended.record.causes.map(\.reference).sorted()
    }
    try put(ended.record)
    if ended.record.state.isFailure { throw HookEnd.error(of: ended.record, hook) }
  }

  private func told(_ record: HookRecord, _ end: SupervisedEnd?) -> ToldRun {
    ToldRun(
      id: String(record.number), key: record.key, directory: folder.run(record.number), end: end)
  }

  private mutating func put(_ record: HookRecord) throws(HostError) {
    journal.put(record)
    try folder.write(journal, on: host)
  }

  // MARK: A new run

  /// Has the run in the journal, as owed; from then on nobody else owes it.
  private mutating func begin(
    _ owed: HookRecord?, _ causes: [Occasion.Cause]
  ) async throws(HostError) -> HookRecord {
    var record: HookRecord
    if var owed, owed.key == hook.key, !owed.state.isEnd {
      owed.causes = causes
      owed.bootID = host.clock.bootID
      owed.state = .pending
      record = owed
    } else {
      if var owed, !owed.state.isEnd {
        owed.state = .superseded
        owed.ended = timestamp(host.clock.now())
        journal.put(owed)
      }
      record = HookRecord(
        number: journal.nextNumber, key: hook.key, trigger: hook.trigger, event: hook.event,
        causes: causes, bootID: host.clock.bootID, run: run.id.description,
        since: timestamp(host.clock.now()))
    }
    try put(record)
    try await run.takeOver(hook.identity)
    return record
  }

  private mutating func runIt(_ owed: HookRecord) async throws(HostError) {
    var record = owed
    let launcher: ProgramLauncher
    switch hook.launcher(on: host) {
    case .success(let made): launcher = made
    case .failure(let failure): throw failure.obstacle.error
    }
    let box = HookBox(hook, record, in: folder, for: run.id, launcher, on: host)
    let files = try await fetched(record)
    let supervised = try box.prepare(files, timeout: planned.timeout)
    record.state = .fetched
    try put(record)
    try folder.prune(before: record.number, on: host)
    let start = try await host.supervision.start(supervised)
    try await wait(for: start, record)
    _ = try await close(record)
  }

  /// Writes down how a run ended that was waited for.
  ///
  /// - Returns: the run that is owed instead, where it was interrupted and is to be run again.
  private mutating func close(_ record: HookRecord) async throws(HostError) -> HookRecord? {
    guard let end = try folder.end(ofRun: record.number, on: host), !end.wasStopped else {
      return try await lose(record)
    }
    try finish(record, with: end)
    return nil
  }

  /// The hook's files, verified, and allowed by the policy of this host. Without them nothing runs,
  /// and the run stays owed.
  private func fetched(_ record: HookRecord) async throws(HostError) -> [VerifiedFile] {
    var problems = Diagnostics()
    guard let policy = ScriptPolicy.of(run.policy, reporting: &problems) else {
      throw Message.noPolicy(hook.label, problems.items.map(\.message))
    }
    let fetcher = HookFetcher(
      host: host, area: host.supervision.area, run: run.id, policy: policy,
      progress: { [run, identity = hook.identity] in run.progress(identity, $0) },
      goesOn: goesOn())
    if case .script(let text, _) = hook.program,
      let refusal = fetcher.refusal(ofScript: text, named: "script")
    {
      throw Message.refused(hook.label, refusal)
    }
    do throws(FetchFailure) {
      return try await fetcher.fetch(hook.files)
    } catch {
      throw error.error
    }
  }

  /// Until the run is to end; what is begun after that, as a hook of the end, has its time.
  private func goesOn() -> @Sendable () -> Bool {
    let wasInterrupted = run.isInterrupted()
    return { [run] in wasInterrupted || !run.isInterrupted() }
  }

  /// A run outlives an interruption of ours.
  private func wait(
    for start: SupervisedStart, _ record: HookRecord
  ) async throws(HostError) {
    let hasEnded = try await host.supervision.wait(
      for: start, in: folder.run(record.number),
      progress: { [run, identity = hook.identity] in run.progress(identity, $0) },
      goesOn: goesOn())
    guard !hasEnded else { return }
    run.tellRun(hook.identity, told(record, nil))
    throw Message.goesOn(record, hook.label)
  }
}

private enum Message {
  static func endedSince(_ record: HookRecord, _ end: SupervisedEnd) -> String {
    "its run \(record.number) had gone on without converge, and ended at \(end.at)"
  }
  static func lost(_ record: HookRecord, isOtherBoot: Bool) -> String {
    isOtherBoot
      ? "the machine went down while it ran" : "it was killed with its supervisor while it ran"
  }
  static func continued(_ record: HookRecord) -> String {
    "\(record.message ?? ""); it counts as done ('on_interrupt: continue')"
  }
  static func again(_ record: HookRecord) -> String {
    "\(record.message ?? ""); it is run again ('on_interrupt: rerun')"
  }
  static func noPolicy(_ label: String, _ problems: [String]) -> HostError {
    HostError(
      .refused, "run", label,
      because: "the policy of this host is wrong, and so allows nothing: "
        + problems.joined(separator: "; "))
  }
  static func refused(_ label: String, _ refusal: String) -> HostError {
    HostError(.refused, "run", label, because: refusal)
  }
  static func goesOn(_ record: HookRecord, _ label: String) -> HostError {
    HostError(
      .interrupted, "wait for", label,
      because: "the run was interrupted; the hook goes on, and its end will be in the next report")
  }
}
