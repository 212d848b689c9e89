internal import ArgumentParser

/// How much is told to a person.
struct AmountOptions: ParsableArguments {
  @Flag(name: [.short, .long], help: "Nothing where all is well; else only what is not.")
  var quiet = false

  @Flag(name: [.short, .long], help: "All there is, and nothing cut.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("-q and -v exclude each other") }
  }

  var ofProblems: ProblemAmount { ProblemAmount(isQuiet: quiet, isAll: verbose) }
}
