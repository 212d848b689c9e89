import ConvergeTestSupport
import Glibc

/// Tries seeds of random manifests on simulated hosts: `rehearse 10000`, or `rehearse --seed 42` to
/// replay one that failed. Ends with 1 where a property did not hold.
@main
struct Rehearse {
  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let seeds: [UInt64]
    if arguments.first == "--seed", let seed = arguments.dropFirst().first.flatMap(UInt64.init) {
      seeds = [seed]
    } else {
      let count = arguments.first.flatMap(UInt64.init) ?? 10_000
      seeds = (0..<count).map { $0 }
    }
    let report = try await Trial.runAll(seeds)
    for (point, count) in report.crashes.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      print("stopped at \(point.rawValue): \(count)")
    }
    for label in report.unknownLabels.sorted() { print("no crash point knows: \(label)") }
    for failure in report.failures { print("FAILED \(failure)") }
    let seldom = CrashPoint.allCases.filter { report.crashes[$0, default: 0] < 100 }
    let isThorough = seeds.count < 10_000 || seldom.isEmpty
    if !isThorough { print("FAILED fewer than 100 stops at \(seldom.map(\.rawValue))") }
    print("\(seeds.count) seeds, \(report.failures.count) failures")
    if !report.failures.isEmpty || !isThorough { exit(1) }
  }
}
