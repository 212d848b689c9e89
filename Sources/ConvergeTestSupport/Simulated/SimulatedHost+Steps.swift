package import ConvergeCore
internal import Synchronization

extension SimulatedHost {
  /// A sync that a broken machine leaves out, so that a test can show that somebody would notice.
  package enum Forgetting: Sendable, Hashable, CaseIterable {
    /// Of the content of files.
    case content
    /// Of directories and links.
    case names
    /// Of the ledger.
    case ledger
  }

  /// Counts a change that is about to be made; everything simulated calls it before each.
  ///
  /// A label ends with the name of what is changed.
  ///
  /// - Throws: `interrupted` where the machine stops here or has stopped, or the fault that was
  ///   asked for at this step. The change must then not be made.
  package func step(_ label: String) throws(HostError) {
    try withState { (state) throws(HostError) in
      state.monotonicNanoseconds += 1_000
      try state.weather.step(label)
    }
  }

  /// How many steps there were.
  package var stepCount: Int { withState { $0.weather.count } }

  /// What each step was, the first one first.
  package var stepLabels: [String] { withState { $0.weather.labels } }

  /// Whether it was stopped.
  package var isStopped: Bool { withState { $0.weather.isStopped } }

  /// Stops the machine at that step, before its change; every call fails from then on.
  ///
  /// - Parameter sparingPrograms: only whoever calls is killed, and a program that it had started
  ///   does its work to the end.
  package func stop(atStep step: Int, sparingPrograms: Bool = false) {
    withState {
      $0.weather.stopAt = step
      $0.weather.sparesPrograms = sparingPrograms
    }
  }

  /// Lets that one step fail.
  package func fail(step: Int, with error: HostError) {
    withState { $0.weather.faults[step] = error }
  }

  /// Lets every step from that one on fail whose label is hit, until the next restart.
  package func fail(
    from step: Int, with error: HostError, where isHit: @escaping @Sendable (String) -> Bool
  ) {
    withState {
      $0.weather.spell = SimulatedWeather.Spell(from: step, isHit: isHit, error: error)
    }
  }

  /// Ends faults that were asked for.
  package func clearUp() {
    withState {
      $0.weather.faults = [:]
      $0.weather.spell = nil
    }
  }

  /// Drops what is not durable and stops the machine.
  ///
  /// - Parameter luck: decides what of it had been written all the same: each file's content, each
  ///   file's mode and owner, and each directory's entries by themselves, and of the ledger's
  ///   commits the first ones. Without it, nothing had.
  package func powerCut(luck: UInt64? = nil) {
    let parts = withState { state in
      state.weather.isStopped = true
      state.weather.lostPower = true
      state.weather.luck = luck.map(SeededNumbers.init)
      state.tree.losePower(&state.weather)
      return state.volatile
    }
    for part in parts { part.losePower(on: self) }
  }

  /// Whether the next thing that nobody synced is there after the power cut.
  func survivesByLuck() -> Bool { withState { $0.weather.survives() } }

  /// Goes on after a stop; after a power cut it is another boot. Stops and faults are cleared.
  package func restart() {
    let parts = withState { state in
      let isBoot = state.weather.lostPower
      state.weather.stopAt = nil
      state.weather.isStopped = false
      state.weather.isStopping = false
      state.weather.lostPower = false
      state.weather.faults = [:]
      state.weather.spell = nil
      guard isBoot else { return [any SimulatedVolatile]() }
      state.boots += 1
      state.wallOffsetNanoseconds += Int64(state.monotonicNanoseconds)
      state.monotonicNanoseconds = 10_000_000_000
      return state.volatile
    }
    for part in parts { part.boot(on: self) }
  }

  /// Has some syncs forgotten: they are counted and do nothing.
  package func forgetSyncs(of forgotten: Set<Forgetting> = [.content, .names, .ledger]) {
    withState { $0.weather.forgotten = forgotten }
  }

  /// Whether the syncs of something are forgotten.
  package func forgets(_ what: Forgetting) -> Bool {
    withState { $0.weather.forgotten.contains(what) }
  }

  /// Runs a program, alone and to its end, whose steps are told as such; where it was killed with
  /// its caller spared, the caller is stopped now.
  func run(
    program name: String, _ body: () throws(HostError) -> ProcessResult
  ) throws(HostError) -> ProcessResult {
    try processor.withLock { (_) throws(HostError) in
      withState { $0.weather.program = name }
      defer {
        withState { state in
          state.weather.program = nil
          if state.weather.isStopping {
            state.weather.isStopping = false
            state.weather.isStopped = true
          }
        }
      }
      return try body()
    }
  }

  /// Fails once the machine has stopped; what only reads calls it.
  package func requireRunning(_ label: String) throws(HostError) {
    try withState { (state) throws(HostError) in try state.requireRunning(label) }
  }

  /// Lets time pass.
  package func advance(by duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    let due = withState { state in
      state.monotonicNanoseconds += UInt64(max(0, nanoseconds))
      let now = state.monotonicNanoseconds
      let due = state.later.filter { $0.atNanoseconds <= now }
      state.later.removeAll { $0.atNanoseconds <= now }
      return due.map(\.action)
    }
    for action in due { action(self) }
  }

  /// Has something happen by itself once that much time has passed.
  package func schedule(
    after delay: Duration, _ action: @escaping @Sendable (SimulatedHost) -> Void
  ) {
    let (seconds, attoseconds) = delay.components
    let nanoseconds = UInt64(max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000))
    withState { $0.later.append((nanoseconds + $0.monotonicNanoseconds, action)) }
  }
}

extension SimulatedState {
  func requireRunning(_ label: String) throws(HostError) { try weather.requireRunning(label) }
}
