internal import ConvergeAgent
internal import ConvergeCore
internal import ConvergeHost
internal import ConvergeReport
internal import Glibc
internal import Synchronization

/// The agent's life: waits, does what the agenda says, and tells how it stands.
///
/// One thread waits for everything: signals, moments, a clock that was set, the end of a pass. A
/// pass goes on beside it, one at a time.
struct AgentLoop: ~Copyable {
  /// A pass in which nothing happened for so long is stuck: the longest step that a kind may take, and
  /// as much again.
  private static let patience: Duration = .seconds(4 * 3600)

  private let chosen: String?
  private var settings: AgentSettings
  private let state: StateDirectory
  private let folder: AgentFolder
  private let wakes: Wakes
  private let manager = ServiceManager()
  private var agenda: AgentAgenda
  private var status: AgentStatus
  private let underWay: PassUnderWay
  /// The last manifest that was read, while it may be checked again without being read.
  private var kept: ManifestRun?
  private var isStopping = false
  private let watch: AgentWatch
  private var keeper: SourceKeeper
  private let reporting: AgentReporting
  /// Whether it ends with its first pass, and so watches nothing.
  private var isOnce = false
  /// Whether what is under way is a check of what was sighted.
  private var isPart = false
  /// When something that was sighted is to be checked.
  private var watchDeadline: UInt64?
  /// When what a pass took is given back to the system: it is free once everybody has let go of it,
  /// and would stay ours until the next one.
  private var trimDeadline = UInt64.max
  private static let trimRest: UInt64 = 1_000_000_000
  /// Held as long as this lives: one agent on a host.
  private let lock: RunLock

  /// - Parameter wakes: made before there were other threads.
  /// - Throws: `Stop` with 78 where the configuration is wrong, 73 where the state directory cannot
  ///   be written, 75 where another agent runs.
  static func open(_ chosen: String?, _ wakes: Wakes) throws -> AgentLoop {
    let settings = AgentSettings(try configuration(chosen))
    do throws(HostError) {
      let state = try StateDirectory.resolve(chosen: settings.agent.stateDirectory).prepare()
      let folder = AgentFolder(in: state.path, files: LocalFiles())
      let lock = try RunLock.acquire(
        in: StateDirectory(path: folder.path).prepare(), verb: "agent", timeout: .zero)
      return AgentLoop(chosen, settings, state, folder, lock, wakes)
    } catch {
      guard error.reason == .timedOut else { throw Stop(.notWritable, error) }
      throw Stop(.locked, Message.another(error.because))
    }
  }

  private init(
    _ chosen: String?, _ settings: AgentSettings, _ state: StateDirectory, _ folder: AgentFolder,
    _ lock: consuming RunLock, _ wakes: Wakes
  ) {
    (self.chosen, self.settings, self.folder, self.wakes) = (chosen, settings, folder, wakes)
    self.lock = lock
    agenda = AgentAgenda(schedule: settings.schedule)
    underWay = PassUnderWay(wakes)
    watch = AgentWatch(folder, wakes)
    keeper = SourceKeeper.local(settings, in: state)
    reporting = AgentReporting(settings.agent, in: state)
    self.state = state
    status = AgentStatus()
    status.process = getpid()
    status.since = Self.timestamp()
    status.last = try? folder.status()?.last
    describe()
  }

  /// Runs until it is told to stop.
  mutating func run() {
    reporting.resume()
    describeToManager("READY=1")
    while !isStopping {
      lookWhetherDisabled()
      let now = Self.now()
      if !underWay.isOccupied, case .pass(let reason) = agenda.next(at: now) {
        begin(reason, at: now)
      }
      lookAround(at: now)
      trim(at: now)
      take(wakes.wait(until: deadline(at: now)))
      if let outcome = underWay.take() { end(outcome) }
      ping()
    }
    manager?.tell("STOPPING=1")
    finish()
    reporting.stop(patience: nil)
  }

  /// Runs one pass, whatever the hour; for a timer.
  ///
  /// - Throws: `Stop` with the pass's status where that is no success.
  mutating func runOnce() throws {
    lookWhetherDisabled()
    guard !agenda.isDisabled else { return Console.error.write(Message.nothingDone) }
    isOnce = true
    reporting.resume()
    // What waits for the webhook stays in the spool; there is a moment for it.
    defer { reporting.stop(patience: settings.agent.reports.webhook?.timeout) }
    begin(.start, at: Self.now())
    while underWay.isOccupied {
      take(wakes.wait(until: nil))
      guard let outcome = underWay.take() else { continue }
      end(outcome)
      status.next = nil
      write()
      if outcome.status != .success { throw Stop(outcome.status) }
    }
  }

  private static func configuration(_ chosen: String?) throws -> HostConfiguration {
    let configuration = try HostConfiguration(chosen: chosen, AgentSettings.plainColor)
    guard configuration.agent.source != nil else {
      throw Stop(.badConfiguration, Message.noSource(configuration))
    }
    return configuration
  }

  private mutating func begin(_ reason: AgentAgenda.Reason, at now: AgentMoment) {
    agenda.begin(at: now)
    kept = nil
    isPart = false
    watch.began(nil, at: now.bootNanoseconds)
    describeToManager("STATUS=a full pass is under way (\(reason.rawValue))")
    let pass = pass
    let asks = reason != .start || isOnce
    underWay.begin { [keeper, reporting] in
      await reporting.deliver(await pass.whole(of: keeper, asking: asks), isWhole: true)
    }
  }

  private var pass: AgentPass {
    AgentPass(
      settings: settings, folder: folder, observer: underWay.observer, sighted: watch.sighted,
      contested: watch.contested)
  }

  /// Checks what was sighted, between full passes.
  private mutating func lookAround(at now: AgentMoment) {
    watch.look(at: now.bootNanoseconds)
    watchDeadline = watch.writeDeadline
    guard settings.agent.watches, !agenda.isDisabled, !underWay.isOccupied, !isStopping,
      let kept
    else { return }
    switch watch.next(at: now.bootNanoseconds) {
    case .wait(let until): watchDeadline = [watchDeadline, until].compactMap(\.self).min()
    case .fullPass(let reason):
      Console.error.write("\(Message.wholePass(reason))\n")
      agenda.want(.retry)
      watchDeadline = now.bootNanoseconds
    case .check(let identities):
      let indices = watch.indices(of: identities)
      guard !indices.isEmpty else { return }
      isPart = true
      watch.began(identities, at: now.bootNanoseconds)
      let pass = pass
      let allSeen = status.last.flatMap { $0.isAllAsDeclared ? $0.started : nil }
      underWay.begin { [reporting] in
        await reporting.deliver(
          await pass.part(of: kept, indices, allSeen: allSeen), isWhole: false)
      }
    }
  }

  /// A check of what was sighted has ended.
  private mutating func endPart(_ outcome: AgentPass.Outcome) {
    let moment = Wakes.bootNanoseconds()
    trimDeadline = moment &+ Self.trimRest
    watch.ended(outcome.problem == nil ? outcome.report : nil, kept, at: moment)
    if let problem = outcome.problem {
      Console.error.write("\(Message.noCheck(problem))\n")
      agenda.want(.retry)
    } else if let report = outcome.report {
      reporting.tell(report, settings.agent)
      for fight in watch.fights(at: moment) { Console.error.write("\(fight)\n") }
    }
  }

  private mutating func end(_ outcome: AgentPass.Outcome) {
    reporting.complain(outcome.complaints)
    if isPart { return endPart(outcome) }
    let now = Self.now()
    kept = outcome.run
    watch.ended(outcome.problem == nil ? outcome.report : nil, kept, at: now.bootNanoseconds)
    let watches = settings.agent.watches && !isOnce
    if kept != nil || !watches { watch.watch(watches ? kept : nil) }
    agenda.end(at: now, isMade: outcome.problem == nil, opensIn: outcome.opensIn)
    status.problem = outcome.problem ?? outcome.sourceProblem
    status.sourceVersion = outcome.version
    if let report = outcome.report, outcome.problem == nil {
      status.last = AgentStatus.Pass(report)
      reporting.tell(report, settings.agent)
    } else if let problem = outcome.problem {
      Console.error.write("no pass: \(problem)\n")
    }
    if case .wait(let until) = agenda.next(at: now) {
      status.next = Self.timestamp(inNanoseconds: until &- now.bootNanoseconds)
    }
    write()
    describeToManager()
    trimDeadline = now.bootNanoseconds &+ Self.trimRest
  }

  private mutating func trim(at now: AgentMoment) {
    guard now.bootNanoseconds >= trimDeadline, !underWay.isOccupied else { return }
    trimDeadline = .max
    ProcessMemory.trim()
  }

  private mutating func take(_ wakes: Set<Wakes.Wake>) {
    if wakes.contains(.stop) {
      isStopping = true
      Interruption.ask()
      if underWay.isOccupied { Console.error.write(Message.finishing) }
    }
    if wakes.contains(.clockSet) { agenda.clockWasSet(at: Self.now()) }
    if wakes.contains(.reload) { reload() }
  }

  /// What is under way goes on with what it began with.
  private mutating func reload() {
    manager?.tellReloading()
    do {
      settings = AgentSettings(try Self.configuration(chosen))
      keeper = SourceKeeper.local(settings, in: state)
      reporting.change(to: settings.agent)
      agenda.change(settings.schedule, at: Self.now())
      status.problem = nil
      Console.error.write(Message.reloaded)
    } catch {
      let why = (error as? Stop)?.line ?? "\(error)"
      status.problem = Message.notReloaded(why)
      Console.error.write("\(Message.notReloaded(why))\n")
    }
    describe()
    write()
    describeToManager("READY=1")
  }

  private mutating func lookWhetherDisabled() {
    let found = try? folder.disabling()
    let isDisabled = found?.holds(at: Int64(time(nil))) ?? false
    if isDisabled != agenda.isDisabled {
      agenda.isDisabled = isDisabled
      status.next = isDisabled ? nil : Self.timestamp()
      Console.error.write(isDisabled ? Message.disabled(found) : Message.enabled)
      write()
      describeToManager()
    }
    if let found, !isDisabled, found.until != nil { try? folder.write(AgentDisabling?.none) }
  }

  /// When to look again, at the latest.
  private func deadline(at now: AgentMoment) -> UInt64? {
    var deadline: UInt64?
    if !underWay.isOccupied {
      // The watch may have asked for a pass a moment ago.
      guard case .wait(let until) = agenda.next(at: now) else { return now.bootNanoseconds }
      deadline = min(until, watchDeadline ?? until, trimDeadline)
    }
    guard let watchdog = manager?.watchdog else { return deadline }
    let ping = now.bootNanoseconds + watchdog.nanoseconds / 3
    return min(deadline ?? ping, ping)
  }

  /// That we live: this thread does, and what is under way comes along.
  private func ping() {
    guard manager?.watchdog != nil, underWay.silence < Self.patience else { return }
    manager?.tell("WATCHDOG=1")
  }

  /// Waits for what is under way: its step is finished, nothing new is begun.
  private mutating func finish() {
    while underWay.isOccupied {
      let now = Self.now()
      take(wakes.wait(until: deadline(at: now) ?? now.bootNanoseconds + 1_000_000_000))
      if let outcome = underWay.take() { end(outcome) }
      ping()
    }
  }

  private mutating func describe() {
    status.mode = settings.agent.mode
    status.source = settings.agent.source ?? ""
  }

  /// A state directory that cannot be written is told by the passes.
  private func write() { try? folder.write(status) }

  private func describeToManager(_ assignments: String...) {
    var lines = assignments
    if !lines.contains(where: { $0.hasPrefix("STATUS=") }) {
      lines.append("STATUS=\(AgentStatusText.line(status, isDisabled: agenda.isDisabled))")
    }
    manager?.tell(lines.joined(separator: "\n"))
  }

  private static func now() -> AgentMoment {
    AgentMoment(
      wallSeconds: Int64(time(nil)), bootNanoseconds: Wakes.bootNanoseconds())
  }

  private static func timestamp(inNanoseconds nanoseconds: UInt64 = 0) -> String {
    Timestamp(seconds: Int64(time(nil)) + Int64(nanoseconds / 1_000_000_000)).description
  }
}

private enum Message {
  static func noSource(_ configuration: HostConfiguration) -> String {
    configuration.isThere
      ? "\(configuration.path) has no 'source': write source: /etc/converge/site.yml"
      : """
      there is no \(configuration.path): write it, or run 'converge agent install --source \
      /etc/converge/site.yml'
      """
  }
  static func another(_ holder: String) -> String {
    "another agent runs on this host: \(holder); 'converge agent status' tells more"
  }
  static let finishing = "told to stop: the step under way is finished first\n"
  static let reloaded = "the configuration was read again\n"
  static func notReloaded(_ why: String) -> String {
    "the configuration is wrong, the old one stays in force: \(why)"
  }
  static func disabled(_ disabling: AgentDisabling?) -> String {
    "disabled: \(disabling?.reason ?? "")\n"
  }
  static let enabled = "enabled again\n"
  static func wholePass(_ reason: String) -> String { "a full pass is due: \(reason)" }
  static func noCheck(_ problem: String) -> String {
    "what was sighted could not be checked: \(problem)"
  }
  static let nothingDone = "the agent is disabled: nothing was done\n"
}
