internal import ConvergeCore
internal import ConvergeTemplate

/// The documents of a manifest with what their expressions see.
struct ManifestEvaluation {
  /// Of all documents, in order.
  let entries: [Entry]
  let expander: Expander
  let header: Header

  private let journal: Journal
  private let evaluator: Evaluator
  private let scope: Scope
  private let parameters: Definitions
  private let variables: Definitions
  private let data: DataHierarchy
  private let outputNodes: [(name: String, node: Node)]

  init(
    _ root: Node?, of text: ManifestText, kinds: KindCatalog, sources: any SourceReader,
    _ surroundings: Surroundings, _ journal: Journal, reporting problems: inout Diagnostics
  ) {
    self.journal = journal
    let seed = surroundings.seed
    let folder = SourceFolder(sources, ofManifest: text.file)
    evaluator = Evaluator(journal: journal, seed: seed)
    var scope = Scope()
    ScopeFunctions(surroundings: surroundings, sources: folder).add(to: &scope)
    scope.set("facts", .members(FactMembers(source: surroundings.facts)))
    let documents = Gathering(
      root, of: text, in: folder, kinds: kinds, evaluator, scope, journal, reporting: &problems
    ).documents
    entries = documents.flatMap(\.entries)

    let merged = Merging(documents, reporting: &problems)
    outputNodes = merged.outputs
    parameters = Parameters(merged.parameters, reporting: &problems).definitions(
      surroundings.parameters, at: nil, journal: journal, reporting: &problems)
    variables = Definitions("variables", merged.variables, journal: journal)
    data = DataHierarchy(merged.data, in: folder, journal: journal, seed: seed)
    scope.set("parameters", .members(parameters))
    // Defaults see facts, the environment and one another.
    parameters.bind(scope, seed: seed)
    scope.set("variables", .members(variables))
    scope.set("data", .members(data))
    // The name may be an expression itself, which sees the one that it takes the place of.
    scope.set("manifest", Self.manifest(text.defaultName ?? "", at: text.path))
    variables.bind(scope, seed: seed)
    data.bind(scope)
    header = Header(documents.last, text, evaluator, scope, reporting: &problems)
    scope.set("manifest", Self.manifest(header.name, at: text.path))
    variables.bind(scope, seed: seed)
    self.scope = scope
    expander = Expander(evaluator, Renderer(journal: journal, seed: seed), scope, kinds: kinds)
    // A parameter is wrong whether or not anything uses it.
    for name in parameters.names { _ = parameters.value(of: name) }
  }

  private static func manifest(_ name: String, at path: String) -> TemplateInput {
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    return .value(.record(["name": .text(name), "dir": .text(directory)]))
  }

  /// Lets go of what refers to one another.
  func end() {
    parameters.unbind()
    variables.unbind()
    data.unbind()
  }

  func outputs(reporting problems: inout Diagnostics) -> [Value.Member] {
    outputNodes.compactMap { output in
      evaluator.evaluate(output.node, in: scope, reporting: &problems).map {
        Value.Member(output.name, $0.value)
      }
    }
  }
}
