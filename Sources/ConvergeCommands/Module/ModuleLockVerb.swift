internal import ArgumentParser

/// `converge module lock MANIFEST [--update [NAME…]]`
struct ModuleLockVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lock",
    abstract: "Writes down which commits of other hosts' modules are used.",
    discussion: """
      For example: converge module lock web.yml --update docker

      What is locked stays as it is without --update. Modules of one repository and ref
      are always of one commit, and are updated together.

      \(ModuleFetchVerb.exitStatus)
      """)

  @OptionGroup var source: ManifestOption

  @Argument(
    help: ArgumentHelp(
      "With --update: only these modules, as 'module list' names them.", valueName: "name"))
  var names: [String] = []

  @Flag(help: "Look up again which commits the refs name.")
  var update = false

  @Flag(help: "Leave out of the lock what this manifest does not use.")
  var prune = false

  @Option(help: ArgumentHelp("How it is told what was done.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption
  @OptionGroup var amount: AmountOptions

  func validate() throws {
    if !names.isEmpty, !update {
      throw ValidationError("'\(names[0])' is named, and not to be updated; write --update")
    }
    if names.contains("") { throw ValidationError("a module has no name; write one, as docker") }
  }

  func run() throws {
    try ModuleFetchingText(
      manifest: source.manifest, input: input, state: state, format: format, color: color,
      amount: amount
    ).run(ModuleFetching.Wish(updates: update, names: names, prunes: prune))
  }
}
