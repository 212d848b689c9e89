internal import ConvergeCore

/// A unit as the simulated systemd has it in memory.
struct SimulatedUnit: Sendable, Equatable {
  var source = SimulatedUnitSource.missing
  var activeState = "inactive"
  var subState = "dead"
  var result = "success"
  var conditionsHeld = true
  /// CLOCK_MONOTONIC in microseconds; 0: never.
  var startedMicroseconds: UInt64 = 0
  var activeSinceMicroseconds: UInt64 = 0
  /// When it will end by itself.
  var endsAtMicroseconds: UInt64?
  /// How long it lives, where systemd starts it over as soon as it has ended.
  var revivedLifeMicroseconds: UInt64?
  /// What it has loaded; nil for a file that was not there.
  var loaded: [String: [UInt8]?] = [:]
  var starts = 0
  var reloads = 0
  var journal: [String] = []

  var isActive: Bool { ["active", "activating"].contains(activeState) }

  /// Ends where its time has come.
  mutating func age(to microseconds: UInt64) {
    guard let end = endsAtMicroseconds, end <= microseconds else { return }
    if let life = revivedLifeMicroseconds, life > 0 {
      let ends = (microseconds - end) / life + 1
      starts += Int(ends)
      startedMicroseconds = end + (ends - 1) * life
      activeSinceMicroseconds = startedMicroseconds
      endsAtMicroseconds = startedMicroseconds + life
      return
    }
    endsAtMicroseconds = nil
    fail("ended with status 1")
  }

  mutating func stop() {
    activeState = "inactive"
    subState = "dead"
    result = "success"
    endsAtMicroseconds = nil
    revivedLifeMicroseconds = nil
    loaded = [:]
  }

  mutating func fail(_ why: String) {
    stop()
    activeState = "failed"
    subState = "failed"
    result = "exit-code"
    journal.append(why)
  }

  /// Loads what `file` says that it reads; false where it does not take that.
  mutating func load(_ file: SimulatedUnitFile, on machine: SimulatedHost) -> Bool {
    var content: [String: [UInt8]?] = [:]
    for path in file.reads { content[path] = .some(machine.content(path)) }
    let rejected = file["X-Simulated-Rejects"].first { word in
      content.values.contains { String(decoding: $0 ?? [], as: UTF8.self).contains(word) }
    }
    if let rejected {
      journal.append("configuration has '\(rejected)'")
      return false
    }
    loaded = content
    return true
  }

  /// Starts as its file says, and tells how the job ends.
  mutating func start(on machine: SimulatedHost, at microseconds: UInt64) -> String {
    guard case .file(let file) = source else { return "failed" }
    conditionsHeld = file["X-Simulated-Condition"].last != "no"
    guard conditionsHeld else { return "done" }
    starts += 1
    startedMicroseconds = microseconds
    guard file["X-Simulated-Fails"].isEmpty else {
      fail("cannot bind to its port")
      return "failed"
    }
    guard load(file, on: machine) else {
      fail("giving up")
      return "failed"
    }
    if file.type == "oneshot", !file.remainsAfterExit {
      stop()
      return "done"
    }
    activeSinceMicroseconds = microseconds
    activeState = "active"
    subState = file.type == "oneshot" ? "exited" : "running"
    result = "success"
    if !file["X-Simulated-Loops"].isEmpty {
      activeState = "activating"
      subState = "auto-restart"
      result = "exit-code"
      journal.append("ended with status 1, starting over")
    }
    let life = file["X-Simulated-Ends-After"].last.flatMap(Duration.init(quantity:))
      .map { UInt64($0.wholeMilliseconds) * 1000 }
    endsAtMicroseconds = life.map { microseconds + $0 }
    revivedLifeMicroseconds = file["X-Simulated-Revives"].isEmpty ? nil : life
    return "done"
  }
}
