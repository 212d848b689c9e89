import ConvergeCore

/// A small generator whose numbers depend on nothing but the seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var number = state
    number = (number ^ (number >> 30)) &* 0xBF58_476D_1CE4_E5B9
    number = (number ^ (number >> 27)) &* 0x94D0_49BB_1331_11EB
    return number ^ (number >> 31)
  }
}

extension Declared {
  /// Resources of all phases and aims with needs of one another, and written edges without cycles.
  init(seed: UInt64) {
    self.init()
    var numbers = SeededNumbers(seed: seed)
    let count = Int.random(in: 1...40, using: &numbers)
    let phases: [Phase] = [.packages, .users, .files, .services, .containers, .commands, .hooks]
    // Odd seeds have nothing absent, so that they are never refused.
    let aims: [Aim] =
      seed.isMultiple(of: 2) ? [.presence, .presence, .stop, .absence] : [.presence, .stop]
    for index in 0..<count {
      let phase = phases.randomElement(using: &numbers) ?? .files
      let needs = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in
        Need.thing(Identity(.unit, "\(Int.random(in: 0..<count, using: &numbers))"))
      }
      add(
        "unit:\(index)", aim: aims.randomElement(using: &numbers) ?? .presence, phase: phase,
        needs: needs, runsAlone: phase >= .commands)
    }
    let ranks = (0..<count).shuffled(using: &numbers)
    for _ in 0..<Int.random(in: 0...count, using: &numbers) {
      let from = Int.random(in: 0..<count, using: &numbers)
      let to = Int.random(in: 0..<count, using: &numbers)
      let role = [Edge.Role.require, .subscribe, .after].randomElement(using: &numbers)
      if ranks[from] < ranks[to] { edge(from, to, role ?? .require) }
    }
  }
}
