import ConvergeCore
import ConvergeLedger

/// Numbers that depend on nothing but the seed (SplitMix64).
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

/// Changes of every sort over so few names that they meet.
struct RandomChanges {
  private var numbers: SeededNumbers
  private var count = 0

  init(seed: UInt64) { numbers = SeededNumbers(seed: seed) }

  mutating func pick(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &numbers) }

  mutating func batch() -> [LedgerChange] { (0...pick(below: 5)).map { _ in change() } }

  private mutating func manifest() -> String { ["web", "db", "odd 'name'\u{0}ü"][pick(below: 3)] }

  private mutating func identity() -> Identity {
    Identity([.path, .unit][pick(below: 2)], "thing \(pick(below: 4))")
  }

  private mutating func reference() -> Reference {
    Reference(
      module: ["", "docker"][pick(below: 2)], kind: ["file", "service"][pick(below: 2)],
      name: "name \(pick(below: 3))")
  }

  private mutating func change() -> LedgerChange {
    count += 1
    switch pick(below: 11) {
    case 0: return .manifest(name: manifest(), path: "/srv/\(count).yml")
    case 1, 2:
      let leftovers = (0..<pick(below: 3)).map {
        Leftover(role: "candidate", name: "/a/\($0)\n\"", target: "/b/\(count)")
      }
      return .intend(
        Intent(
          identity: identity(), reference: reference(), run: "run \(count)", leftovers: leftovers))
    case 3: return .settle(identity())
    case 4, 5:
      return .owe(
        OwedRefresh(
          target: identity(), targetReference: reference(), cause: reference(),
          manifest: manifest(), run: "run \(pick(below: 2))", since: "2026-11-23T21:40:\(count)Z"))
    case 6: return .retract(target: identity(), cause: reference(), run: "run \(pick(below: 2))")
    case 7: return .cross(target: identity())
    case 8:
      return .store(
        manifest: manifest(), identity: identity(), reference: reference(),
        applied: Applied(
          attributes: [("mode", Applied.Attribute(desired: "0644", observed: "\(count)"))],
          isCreated: pick(below: 2) == 0))
    case 9:
      return pick(below: 4) == 0
        ? .forget(manifest: manifest()) : .release(manifest: manifest(), identity: identity())
    default:
      return .ended(
        RunRecord(
          id: "run \(pick(below: 6))", manifest: manifest(), verb: "apply", started: "\(count)",
          durationMilliseconds: Double(count) / 8, result: "changed", report: "{\"n\":\(count)}"),
        keep: pick(below: 4))
    }
  }
}

/// Everything that can be asked of a ledger, to compare two.
struct Everything: Equatable {
  var snapshots: [LedgerSnapshot] = []
  var runs: [RunRecord] = []
  var reports: [String?] = []

  init(of ledger: some Ledger) async throws {
    for name in ["web", "db", "odd 'name'\u{0}ü", "unknown"] {
      snapshots.append(try await ledger.snapshot(forManifest: name))
    }
    runs = try await ledger.runs(limit: 3)
    for number in 0..<6 { reports.append(try await ledger.report(ofRun: "run \(number)")) }
  }
}
