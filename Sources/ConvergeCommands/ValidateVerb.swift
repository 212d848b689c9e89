internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeReport
internal import ConvergeYAML

/// `converge validate MANIFEST…`
struct ValidateVerb: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Every problem in manifests; needs no root and changes nothing.",
    discussion: "For example: converge validate web.yml db.yml")

  @Argument(
    help: ArgumentHelp(
      "Files, directories with manifest.yml, or - for standard input.", valueName: "manifest"))
  var manifests: [String]

  @Option(help: ArgumentHelp("How the problems are written.", valueName: "format"))
  var format = DataFormat.text

  @OptionGroup var color: ColorOption

  func run() throws {
    var problems = Diagnostics()
    var texts: [String: [UInt8]] = [:]
    for name in manifests {
      let loaded = LoadedManifest(try ManifestArgument.read(name))
      problems.append(contentsOf: loaded.problems)
      texts.merge(loaded.texts) { first, _ in first }
    }
    tell(problems, texts)
    if problems.hasErrors { throw Stop(.invalidManifest) }
  }

  private func tell(_ problems: Diagnostics, _ texts: [String: [UInt8]]) {
    let value = Value.record([
      "converge": 1, "diagnostics": .list(problems.items.map { DiagnosticReport($0).plainValue }),
    ])
    switch format {
    case .json: Console.output.write(value.jsonText(isIndented: true) + "\n")
    case .yaml: Console.output.write(value.yamlText())
    case .text:
      Console.error.write(
        ProblemText(problems, sources: texts, style: color.style(for: .error)).text)
      if !problems.hasErrors {
        Console.output.write(Message.valid(manifests))
      }
    }
  }
}

private enum Message {
  static func valid(_ manifests: [String]) -> String {
    manifests.map { "\($0 == "-" ? "standard input" : $0) is valid\n" }.joined()
  }
}
