internal import ConvergeCore

/// When each resource may run: its phase, and its turn within the phase.
///
/// Both never fall along an edge, since what is required is pulled forward; so all of one rank can
/// wait for all of the ranks before it.
struct Ranks: Sendable {
  /// Where a resource stands within its phase.
  private enum Turn: Int {
    /// Pulled in by something of this phase, or alone: commands keep the order written.
    case pulledIn
    /// Takes something away or stops it, so that ports, names and ids are free.
    case removal
    case creation
  }

  /// The effective phase of each.
  let phases: [Phase]
  private let steps: [Int]
  private let isAlone: [Bool]
  private let resourceCount: Int

  /// Ranks from the last to the first of a topological order.
  init(_ vertices: [Vertex], outgoing: Rows, topological: [Int]) {
    let junctionCount = outgoing.count - vertices.count
    // A junction has no phase of its own: what comes after it has.
    var phases =
      vertices.map(\.phase)
      + [Phase](repeating: Phase(rawValue: .max), count: junctionCount)
    for index in topological.reversed() {
      for arc in outgoing[index] { phases[index] = min(phases[index], phases[arc.end]) }
    }
    var turns =
      vertices.indices.map { Self.turn(of: vertices[$0], in: phases[$0]).rawValue }
      + [Int](repeating: Turn.creation.rawValue, count: junctionCount)
    for index in topological.reversed() {
      for arc in outgoing[index] where phases[arc.end] == phases[index] {
        turns[index] = min(turns[index], turns[arc.end])
      }
    }
    var used: [Phase] = []
    for phase in phases.sorted() where used.last != phase { used.append(phase) }
    steps = zip(phases, turns).map { (used.firstIndex(of: $0) ?? 0) * 3 + $1 }
    isAlone = vertices.map(\.runsAlone) + [Bool](repeating: false, count: junctionCount)
    resourceCount = vertices.count
    self.phases = phases
  }

  /// Packages are removed in the transaction that installs the others, so they have one turn.
  private static func turn(of vertex: Vertex, in phase: Phase) -> Turn {
    if vertex.runsAlone || phase < vertex.phase { return .pulledIn }
    return vertex.aim == .presence || phase == .packages ? .creation : .removal
  }

  /// What must have ended before anything with a higher one starts.
  func step(of index: Int) -> Int { steps[index] }

  /// The step, and behind everything else of it what runs alone: so a command waits only for what
  /// it depends on when the order of the commands is found. A junction comes before all others, as
  /// if it were not there.
  func rank(of index: Int) -> Int {
    (step(of: index) * 2 + (isAlone[index] ? 1 : 0)) * 2 + (index < resourceCount ? 1 : 0)
  }
}
