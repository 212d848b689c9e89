package import ConvergeCore

/// When the machine stops, and what fails.
struct SimulatedWeather {
  var count = 0
  var labels: [String] = []
  var stopAt: Int?
  var isStopped = false
  var lostPower = false
  var faults: [Int: HostError] = [:]
  /// A mutant for the tests of the tests: syncs are counted and do nothing.
  var forgetsSyncs = false
}

extension SimulatedHost {
  /// Counts a change that is about to be made; everything simulated calls it before each.
  ///
  /// - Throws: `interrupted` where the machine stops here or has stopped, or the fault that was
  ///   asked for at this step. The change must then not be made.
  package func step(_ label: String) throws(HostError) {
    try withState { (state) throws(HostError) in
      try state.requireRunning(label)
      state.weather.count += 1
      state.weather.labels.append(label)
      state.monotonicNanoseconds += 1_000
      if state.weather.count == state.weather.stopAt {
        state.weather.isStopped = true
        try state.requireRunning(label)
      }
      if let fault = state.weather.faults[state.weather.count] { throw fault }
    }
  }

  /// How many steps there were.
  package var stepCount: Int { withState { $0.weather.count } }

  /// What each step was, the first one first.
  package var stepLabels: [String] { withState { $0.weather.labels } }

  /// Whether it was stopped.
  package var isStopped: Bool { withState { $0.weather.isStopped } }

  /// Stops the machine at that step, before its change; every call fails from then on.
  package func stop(atStep step: Int) { withState { $0.weather.stopAt = step } }

  /// Lets that one step fail.
  package func fail(step: Int, with error: HostError) {
    withState { $0.weather.faults[step] = error }
  }

  /// Drops all that is not durable and stops the machine.
  package func powerCut() {
    let parts = withState { state in
      state.weather.isStopped = true
      state.weather.lostPower = true
      state.tree.losePower()
      return state.volatile
    }
    for part in parts { part.losePower(on: self) }
  }

  /// Goes on after a stop; after a power cut it is another boot. Stops and faults are cleared.
  package func restart() {
    let parts = withState { state in
      let isBoot = state.weather.lostPower
      state.weather.stopAt = nil
      state.weather.isStopped = false
      state.weather.lostPower = false
      state.weather.faults = [:]
      guard isBoot else { return [any SimulatedVolatile]() }
      state.boots += 1
      state.wallOffsetNanoseconds += Int64(state.monotonicNanoseconds)
      state.monotonicNanoseconds = 10_000_000_000
      return state.volatile
    }
    for part in parts { part.boot(on: self) }
  }

  /// Has syncs forgotten, so that a test can show that somebody would notice.
  package func forgetSyncs() { withState { $0.weather.forgetsSyncs = true } }

  /// Whether they are forgotten.
  package var forgetsSyncs: Bool { withState { $0.weather.forgetsSyncs } }

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
  func requireRunning(_ label: String) throws(HostError) {
    if weather.isStopped {
      throw HostError(.interrupted, "go on with", label, because: "the machine has stopped")
    }
  }
}
