internal import ArgumentParser
internal import ConvergeReport

/// How a run is told.
struct ReportOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How the report is written.", valueName: "format"))
  var format = Format.text

  @OptionGroup var color: ColorOption

  @Flag(name: [.short, .long], help: "Only failures and the last line.")
  var quiet = false

  @Flag(name: [.short, .long], help: "Also what is as it should be, and long diffs in full.")
  var verbose = false

  func validate() throws {
    if quiet && verbose { throw ValidationError("-q and -v exclude each other") }
  }

  var amount: TextReport.Amount { quiet ? .quiet : verbose ? .all : .usual }
}
