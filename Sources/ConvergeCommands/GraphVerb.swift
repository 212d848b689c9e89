internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeGraph

/// `converge graph MANIFEST`
struct GraphVerb: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case dot, mermaid, json }

  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "What comes before what.",
    discussion: "For example: converge graph web.yml --format dot | dot -Tsvg > web.svg")

  @OptionGroup var source: ManifestOption

  @Option(help: ArgumentHelp("How the graph is written.", valueName: "format"))
  var format = Format.dot

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption

  func run() throws {
    // The two others are for programs that draw, and can do nothing with problems.
    try Document.orProblems(in: format == .json ? .json : .text) {
      let argument = try ManifestArgument.read(source.manifest)
      let (_, graph) = try LoadedManifest(argument, input, state).valid(color)
      switch format {
      case .dot: Console.output.write(graph.dotText())
      case .mermaid: Console.output.write(graph.mermaidText())
      case .json: Document.write(graph.jsonValue(), in: .json)
      }
    }
  }
}
