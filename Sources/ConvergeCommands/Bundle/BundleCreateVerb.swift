internal import ArgumentParser
internal import ConvergeBundle
internal import ConvergeCore
internal import ConvergeHost

/// `converge bundle create DIR`
struct BundleCreateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "create",
    abstract: "Makes a signed bundle of a directory with manifest.yml.",
    discussion: """
      For example:

        converge bundle create site -o web.bundle \\
          --version 7 --expires 90d --key release

      The manifest is validated first. What version control keeps (.git) is left out;
      secrets, and links that lead out of the directory, are refused. The key is used
      by ssh-keygen, or by ssh-agent where --key names a public one.

      Exit status:
        0    the bundle is written
        64   wrong usage
        65   the manifest is invalid, or the directory has what no bundle has
        66   something in the directory cannot be read
        69   nobody signs: no such key, or no ssh-keygen
        73   the bundle cannot be written
      """)

  // Optional, and checked by hand: ArgumentParser takes '--version' for its own where anything
  // required is missing, and ends as if all were well.
  @Argument(
    help: ArgumentHelp("A directory with manifest.yml.", valueName: "directory"),
    completion: .directory)
  var directory: String?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Where the bundle is written.", valueName: "file"), completion: .file())
  var output: String?

  @Option(
    help: ArgumentHelp(
      "Its version, from 1 on. No host takes a smaller one than it has had.",
      valueName: "number"))
  var version: String?

  @Option(
    help: ArgumentHelp(
      "How long hosts may take it: a duration (90d), a day (2027-01-31), or a moment in UTC.",
      valueName: "when"))
  var expires: String?

  @Option(
    help: ArgumentHelp(
      "The key that ssh-keygen signs with; a public one where ssh-agent has the other half.",
      valueName: "file"), completion: .file())
  var key: String?

  @Option(
    help: ArgumentHelp(
      """
      Instead of --key: a program, with arguments between spaces, that signs its standard input \
      as 'ssh-keygen -Y sign -n converge-bundle' does.
      """, valueName: "command"))
  var signer: String?

  @Option(help: ArgumentHelp("How it is told what was made.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption
  @OptionGroup var amount: AmountOptions

  func validate() throws {
    _ = try wish()
  }

  /// What the options ask for.
  private func wish() throws -> BundleCreation.Wish {
    guard let directory, !directory.isEmpty else {
      throw ValidationError("no directory is named; write converge bundle create DIR")
    }
    guard let output, !output.isEmpty else {
      throw ValidationError("no output is named; write -o web.bundle")
    }
    guard let number = version.flatMap(Int64.init), number > 0,
      number <= BundleHeader.versionLimit
    else {
      throw ValidationError("the version must be a whole number from 1 on; write --version 7")
    }
    guard let expires, let expiry = BundleCreation.Expiry(expires) else {
      throw ValidationError(
        "it must say until when it is good; write --expires 90d, or --expires 2027-01-31")
    }
    let words = signer?.split(separator: " ").map(String.init) ?? []
    switch (key, words.isEmpty) {
    case (let key?, true) where !key.isEmpty && signer == nil:
      return BundleCreation.Wish(
        directory: directory, output: output, version: number, expiry: expiry,
        signing: .key(key))
    case (nil, false):
      return BundleCreation.Wish(
        directory: directory, output: output, version: number, expiry: expiry,
        signing: .command(words))
    default:
      throw ValidationError("who signs? write either --key FILE or --signer COMMAND")
    }
  }

  func run() throws {
    try Document.orProblems(in: format) {
      let creation = BundleCreation(
        wish: try wish(), input: input, state: state, color: color, amount: amount)
      let made = try creation.run()
      let text = BundleText(made.bundle, sizeBytes: made.sizeBytes)
      Document.write(text.value, in: format)
      if format == .text, !amount.quiet {
        Console.output.write(text.summary(of: made.output))
      }
    }
  }
}
