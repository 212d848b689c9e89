internal import ArgumentParser

/// `converge module fetch MANIFEST`
struct ModuleFetchVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fetch",
    abstract: "Fetches the modules of other hosts, as they are locked.",
    discussion: """
      For example: converge module fetch web.yml

      What converge.lock, beside the manifest, does not have yet is looked up and put
      into it.

      \(exitStatus)
      """)

  /// Also of `lock`.
  static let exitStatus = """
    Exit status:
      0    all is here, as it is locked
      64   wrong usage
      65   the manifest, or the lock, is invalid; a module is not there, or not as locked
      66   the manifest cannot be read
      69   a host does not answer, or git is not installed
      73   what is fetched, or the lock, cannot be written
      130  interrupted; nothing is locked
    """

  @OptionGroup var source: ManifestOption

  @Flag(help: "Fail where something is not locked yet, instead of locking it.")
  var frozen = false

  @Option(help: ArgumentHelp("How it is told what was done.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption
  @OptionGroup var amount: AmountOptions

  func run() throws {
    try ModuleFetchingText(
      manifest: source.manifest, input: input, state: state, format: format, color: color,
      amount: amount
    ).run(ModuleFetching.Wish(isFrozen: frozen, takesAll: true))
  }
}
