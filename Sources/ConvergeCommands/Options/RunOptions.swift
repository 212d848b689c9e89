internal import ArgumentParser
internal import ConvergeCore
internal import Glibc

/// How a run goes about its work.
struct RunOptions: ParsableArguments {
  @OptionGroup var state: StateOptions

  @Option(
    help: ArgumentHelp(
      "How many things are done at once; default: the number of processors.", valueName: "number"))
  var jobs: Int?

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("'--jobs \(jobs)' is not from 1 to 1024")
    }
  }

  /// The number of processors where nothing else is asked for.
  var jobCount: Int { jobs ?? max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }
}
