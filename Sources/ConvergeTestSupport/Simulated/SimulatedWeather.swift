internal import ConvergeCore

/// When the machine stops, and what fails.
struct SimulatedWeather {
  /// What fails from some step on, wherever it is hit.
  struct Spell: Sendable {
    let from: Int
    let isHit: @Sendable (_ label: String) -> Bool
    let error: HostError
  }

  var count = 0
  var labels: [String] = []
  var stopAt: Int?
  /// Whether a program that is under way at the stop still does its work.
  var sparesPrograms = false
  var isStopped = false
  /// The stop has come, and a program that was spared is still at work.
  var isStopping = false
  var lostPower = false
  var faults: [Int: HostError] = [:]
  var spell: Spell?
  /// The program that is running, for the labels of its steps.
  var program: String?
  /// What decides which unsynced writes a power cut spares; nil: none.
  var luck: SeededNumbers?
  /// Mutants for the tests of the tests.
  var forgotten: Set<SimulatedHost.Forgetting> = []

  /// Counts a step.
  ///
  /// - Throws: what was asked for there.
  mutating func step(_ text: String) throws(HostError) {
    try requireRunning(text)
    let label = program.map { "\($0): \(text)" } ?? text
    count += 1
    labels.append(label)
    if count == stopAt {
      isStopping = sparesPrograms && program != nil
      isStopped = !isStopping
      try requireRunning(label)
    }
    if let fault = faults[count] { throw fault }
    if let spell, count >= spell.from, spell.isHit(label) { throw spell.error }
  }

  func requireRunning(_ label: String) throws(HostError) {
    if isStopped {
      throw HostError(.interrupted, "go on with", label, because: "the machine has stopped")
    }
  }

  /// Whether something that nobody synced is there after the power cut.
  mutating func survives() -> Bool { luck?.chance(50) ?? false }
}
