import ConvergeTestSupport
import Glibc

/// Tries random manifests on simulated hosts.
@main
struct Rehearse {
  static func main() async {
    switch RehearseOptions.read(Array(CommandLine.arguments.dropFirst())) {
    case .help: print(RehearseOptions.helpText)
    case .mutants: for mutant in Mutant.allCases { print(mutant.rawValue) }
    case .mistake(let message):
      writeError("rehearse: \(message)\nrehearse --help says how it is used")
      exit(64)
    case .one(let seed, let manner, let isTold): await replay(seed, manner, isTold: isTold)
    case .many(let seeds, let manner, let needs): await tryAll(seeds, manner, needs: needs)
    }
  }

  private static func replay(_ seed: UInt64, _ manner: RehearseOptions.Manner, isTold: Bool) async {
    do {
      let report = try await Trial.run(
        seed, mutant: manner.mutant, isTold: isTold, stopsEverywhere: manner.stopsEverywhere)
      for line in report.transcript { print(line) }
      end(report, "seed \(seed)")
    } catch {
      writeError("rehearse: \(error)")
      exit(70)
    }
  }

  private static func tryAll(
    _ seeds: Range<UInt64>, _ manner: RehearseOptions.Manner, needs: Int
  ) async {
    var report = await Trial.runAll(
      Array(seeds), mutant: manner.mutant, stopsEverywhere: manner.stopsEverywhere)
    print(report.summary)
    if manner.mutant == nil, report.failures.isEmpty {
      report.failures = report.seldom(below: needs)
    }
    end(report, "\(seeds.count) seeds")
  }

  private static func end(_ report: Trial.Report, _ what: String) -> Never {
    for failure in report.failures { print("FAILED \(failure)") }
    if report.failures.count > 1, what.hasSuffix("seeds") {
      print("rehearse --seed SEED --tell replays one of them")
    }
    print("\(what): \(report.failures.count) failures")
    exit(report.failures.isEmpty ? 0 : 1)
  }

  private static func writeError(_ text: String) {
    let line = text + "\n"
    _ = line.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  }
}
