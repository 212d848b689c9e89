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

  @Argument(
    help: ArgumentHelp(
      "A file, a directory with manifest.yml, or - for standard input.", valueName: "manifest"))
  var manifest: String

  @Option(help: ArgumentHelp("How the graph is written.", valueName: "format"))
  var format = Format.dot

  @OptionGroup var color: ColorOption

  func run() throws {
    let (_, graph) = try LoadedManifest(try ManifestArgument.read(manifest)).valid(in: color)
    switch format {
    case .dot: Console.output.write(graph.dotText())
    case .mermaid: Console.output.write(graph.mermaidText())
    case .json: Console.output.write(graph.jsonValue().jsonText(isIndented: true) + "\n")
    }
  }
}
