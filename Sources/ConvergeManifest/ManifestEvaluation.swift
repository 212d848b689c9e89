internal import ConvergeCore
internal import ConvergeTemplate

/// The documents of a manifest, or of a module, with what their expressions see.
struct ManifestEvaluation: Sendable {
  /// What references call it: `site/docker`; empty for the manifest.
  let path: String
  /// Of all documents, in order.
  let entries: [Entry]
  let header: Header
  let scope: Scope
  let journal: Journal
  let outputs: Definitions
  /// Nil where it uses none.
  let modules: ModuleSet?

  private let parameters: Definitions
  private let variables: Definitions
  let data: DataHierarchy

  /// - Parameters:
  ///   - folder: its directory.
  ///   - use: of a module; nil for the manifest itself.
  init(
    _ root: Node?, of text: ManifestText, in folder: SourceFolder, _ library: ModuleLibrary,
    _ journal: Journal, _ use: ModuleUse? = nil, reporting problems: inout Diagnostics
  ) {
    self.journal = journal
    path = use?.origin.path ?? ""
    let surroundings = library.surroundings
    let seed = surroundings.seed
    let evaluator = Evaluator(journal: journal, seed: seed)
    var scope = Scope()
    ScopeFunctions(surroundings: surroundings, sources: folder).add(to: &scope)
    scope.set("facts", .members(FactMembers(source: surroundings.facts)))
    let documents = Gathering(
      root, of: text, in: folder, kinds: library.kinds, evaluator, scope, journal,
      module: use?.origin, reporting: &problems
    ).documents
    entries = documents.flatMap(\.entries)

    let merged = Merging(documents, reporting: &problems)
    let schemas = Parameters(merged.parameters, reporting: &problems)
    parameters =
      use.map { schemas.definitions($0.arguments, journal: journal, reporting: &problems) }
      ?? schemas.definitions(surroundings.parameters, journal: journal, reporting: &problems)
    variables = Definitions("variables", merged.variables, journal: journal)
    data = DataHierarchy(merged.data, in: folder, journal: journal, seed: seed)
    outputs = Self.outputs(merged.outputs, use, journal)
    scope.set("parameters", .members(parameters))
    // Defaults see facts, the environment and one another.
    parameters.bind(scope, seed: seed)
    scope.set("variables", .members(variables))
    scope.set("data", .members(data))
    if documents.contains(where: \.hasWrongModules) { library.noteUnknown() }
    let uses = documents.flatMap(\.modules)
    modules =
      uses.isEmpty ? nil : ModuleSet(uses, library, use, journal, reporting: &problems)
    if let modules { scope.set("modules", .members(modules)) }
    // The name may be an expression itself, which sees the one that it takes the place of.
    scope.set("manifest", Self.manifest(text.defaultName ?? "", at: text.path))
    variables.bind(scope, seed: seed)
    data.bind(scope)
    modules?.bind(scope)
    header = Header(documents.last, text, evaluator, scope, reporting: &problems)
    scope.set("manifest", Self.manifest(header.name, at: text.path))
    variables.bind(scope, seed: seed)
    outputs.bind(scope, seed: seed)
    modules?.bind(scope)
    self.scope = scope
  }

  private static func manifest(_ name: String, at path: String) -> TemplateInput {
    let directory = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    return .value(.record(["name": .text(name), "dir": .text(directory)]))
  }

  /// What whoever uses the document sees; of a module it is called as its user calls it.
  private static func outputs(
    _ nodes: [(name: String, node: Node)], _ use: ModuleUse?, _ journal: Journal
  ) -> Definitions {
    guard let use else { return Definitions("outputs", nodes, journal: journal) }
    return Definitions(
      "the outputs of '\(use.name)'", as: "modules.\(use.name)", nodes, journal: use.outer)
  }

  /// Evaluates what is wrong whether or not anything uses it.
  func check() {
    for name in parameters.names { _ = parameters.value(of: name) }
  }

  /// The outputs that are right, in the order written.
  func givenOutputs() -> [Value.Member] {
    outputs.names.compactMap { name in
      outputs.value(of: name).map { Value.Member(name, $0) }
    }
  }

  /// Lets go of what refers to one another.
  func end() {
    parameters.unbind()
    variables.unbind()
    data.unbind()
    outputs.unbind()
    modules?.end()
  }
}
