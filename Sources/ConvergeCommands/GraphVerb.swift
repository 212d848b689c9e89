internal import ArgumentParser
internal import ConvergeCore
internal import ConvergeGraph
internal import ConvergeManifest
internal import ConvergeReport

/// `converge graph MANIFEST`
struct GraphVerb: ParsableCommand {
  enum Format: String, ExpressibleByArgument, CaseIterable { case dot, mermaid, json, svg, html }

  static let configuration = CommandConfiguration(
    commandName: "graph",
    abstract: "What comes before what.",
    discussion: """
      For example: converge graph web.yml --format html > web.html
                   converge graph web.yml --format dot | dot -Tpdf > web.pdf
      """)

  @OptionGroup var source: ManifestOption

  @Option(help: ArgumentHelp("How the graph is written.", valueName: "format"))
  var format = Format.dot

  @OptionGroup var input: InputOptions
  @OptionGroup var state: StateOptions
  @OptionGroup var color: ColorOption

  func run() throws {
    // The others are for programs that draw, and can do nothing with problems.
    try Document.orProblems(in: format == .json ? .json : .text) {
      let argument = try ManifestArgument.read(source.manifest)
      let (manifest, graph) = try LoadedManifest(argument, input, state).valid(color)
      switch format {
      case .dot: Console.output.write(graph.dotText())
      case .mermaid: Console.output.write(graph.mermaidText())
      case .json: Document.write(graph.jsonValue(), in: .json)
      case .svg: Console.output.write(GraphDrawing(graph).svgText(title: manifest.name))
      case .html: Console.output.write(GraphDrawing(graph).htmlText(title: manifest.name))
      }
    }
  }
}

extension GraphDrawing {
  /// All of a manifest's resources, in the order in which they stand there.
  fileprivate init(_ graph: Graph) {
    let resources = graph.vertices.map { vertex in
      Node(
        name: vertex.reference.description, symbol: vertex.aim == .absence ? "-" : "",
        tone: vertex.aim == .absence ? .remove : .same)
    }
    self.init(
      nodes: resources + graph.junctions.map { _ in Node(name: "") },
      edges: graph.edges.map {
        EdgeReport(from: $0.from, to: $0.to, role: EdgeReport.Role($0.role))
      })
  }
}
