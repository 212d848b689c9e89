internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeReport

/// `converge validate MANIFEST…`
struct ValidateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Every problem in manifests; needs no root and changes nothing.",
    discussion: """
      For example: converge validate web.yml db.yml

      Exit status: 0 where all are valid, 65 where one is not, 66 where one cannot be read.
      """)

  @Argument(
    help: ArgumentHelp(
      "Files, directories with manifest.yml, or - for standard input.", valueName: "manifest"),
    completion: .manifest)
  var manifests: [String]

  @Option(help: ArgumentHelp("How the problems are written.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption
  @OptionGroup var amount: AmountOptions

  func validate() throws {
    if manifests.count(where: { $0 == "-" }) > 1 {
      throw ValidationError("standard input can be read only once; write - once")
    }
  }

  func run() throws {
    var problems = Diagnostics()
    var texts: [String: [UInt8]] = [:]
    var unreadable: [Stop] = []
    for name in manifests {
      do {
        let loaded = try LoadedManifest(try ManifestArgument.read(name), input, state)
        problems.append(contentsOf: loaded.problems)
        texts.merge(loaded.texts) { first, _ in first }
      } catch let stop as Stop {
        unreadable.append(stop)
      }
    }
    tell(problems, texts, unreadable)
    if let first = unreadable.first { throw Stop(first.status) }
    if problems.hasErrors { throw Stop(.invalidManifest) }
  }

  private func tell(_ problems: Diagnostics, _ texts: [String: [UInt8]], _ unreadable: [Stop]) {
    let diagnostics = problems.items.map { DiagnosticReport($0) }
    let report = ProblemsReport(unreadable.flatMap(\.diagnostics) + diagnostics)
    Document.write(report.plainValue, in: format)
    for stop in unreadable { Console.error.write("\(stop.message ?? "")\n") }
    guard format == .text else { return }
    problems.tell(in: texts, color, amount.ofProblems)
    if !problems.hasErrors, unreadable.isEmpty, !amount.quiet {
      Console.output.write(Message.valid(manifests))
    }
  }
}

private enum Message {
  static func valid(_ manifests: [String]) -> String {
    manifests.map { "\($0 == "-" ? "standard input" : $0) is valid\n" }.joined()
  }
}
