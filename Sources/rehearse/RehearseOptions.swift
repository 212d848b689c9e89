import ConvergeTestSupport

/// What the command line asks for.
enum RehearseOptions {
  case help
  case mutants
  case one(seed: UInt64, Manner, isTold: Bool)
  /// With in how many seeds each crash point has to occur.
  case many(Range<UInt64>, Manner, needs: Int)
  case mistake(String)

  /// How a seed is tried.
  struct Manner {
    var mutant: Mutant?
    var stopsEverywhere = false
  }

  static let helpText = """
    Tries random manifests on simulated hosts, one for each seed, and holds that

      a second run changes nothing;
      stopped at any step, by a kill or a power cut, and run again, the host converges;
      no edge, automatic edge or phase is violated;
      no owed refresh is lost;
      what fails is named by what is skipped for it, the rest goes on, and the next run converges.

    usage: rehearse [COUNT] [--from SEED] [--every-step] [--mutant NAME]
           rehearse --seed SEED [--every-step] [--mutant NAME] [--tell]
           rehearse --mutants | --help

    COUNT          how many seeds, 10000 by default; with 10000 or more, each kind of step must
                   have been stopped at in 100 of them
    --from SEED    the first seed, 0 by default
    --seed SEED    only this one: it does the same every time
    --tell         print the manifest, the machine and the steps of every run
    --every-step   stop a run at each of its steps, by kills and a power cut; takes long
    --mutant NAME  break converge on purpose: then it must fail
    --mutants      print the names of the mutants

    It ends with 0 where all held, 1 where something did not, 64 for a wrong command line.
    """

  static func read(_ arguments: [String]) -> RehearseOptions {
    var rest = arguments[...]
    var count: UInt64 = 10_000
    var from: UInt64 = 0
    var seed: UInt64?
    var manner = Manner()
    var isTold = false
    while let argument = rest.popFirst() {
      switch argument {
      case "--help", "-h": return .help
      case "--mutants": return .mutants
      case "--tell": isTold = true
      case "--every-step": manner.stopsEverywhere = true
      case "--from", "--seed":
        guard let number = rest.popFirst().flatMap(UInt64.init) else {
          return .mistake("\(argument) needs a number")
        }
        if argument == "--from" { from = number } else { seed = number }
      case "--mutant":
        let name = rest.popFirst() ?? ""
        manner.mutant = Mutant(rawValue: name)
        if manner.mutant == nil {
          return .mistake("there is no mutant '\(name)'; --mutants lists them")
        }
      default:
        guard let number = UInt64(argument), number > 0 else {
          return .mistake("'\(argument)' is neither an option nor a number of seeds")
        }
        count = number
      }
    }
    if let seed { return .one(seed: seed, manner, isTold: isTold) }
    let (end, overflows) = from.addingReportingOverflow(count)
    if overflows { return .mistake("there are no \(count) seeds from \(from) on") }
    return .many(from..<end, manner, needs: count >= 10_000 ? 100 : 0)
  }
}
