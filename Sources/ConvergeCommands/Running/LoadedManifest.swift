internal import ConvergeCore
internal import ConvergeGraph
internal import ConvergeKinds
internal import ConvergeManifest
internal import ConvergeReport

/// A manifest that was read, with the order of its resources and all that is wrong with it.
struct LoadedManifest {
  let manifest: Manifest?
  let graph: Graph?
  let problems: Diagnostics
  let texts: [String: [UInt8]]
  /// The uses of modules, as far as anything is right.
  let modules: [UsedModule]
  /// The uses of modules of other hosts, also of those that cannot be used.
  let remotes: [RemoteUse]

  /// - Parameters:
  ///   - state: has the modules of other hosts.
  ///   - sources: reads what lies beside the manifest; nil: its own do.
  /// - Throws: `Stop` where what the options name cannot be read.
  init(
    _ argument: ManifestArgument, _ input: InputOptions, _ state: StateOptions,
    reading sources: (any SourceReader)? = nil
  ) throws {
    let (surroundings, found) = try input.surroundings(state)
    let reading = ManifestReader(
      kinds: registeredKinds, sources: sources ?? argument.sources, surroundings: surroundings
    ).read(argument.text)
    var problems = found
    problems.append(contentsOf: reading.problems)
    texts = reading.texts
    modules = reading.draft?.modules ?? []
    remotes = reading.remotes
    manifest = found.hasErrors ? nil : reading.manifest
    // What is wrong with the order is told with all else.
    let graph = reading.draft.flatMap { draft in
      Graph(
        draft.resources.map(\.vertex), edges: draft.edges, junctions: draft.junctions,
        reporting: &problems)
    }
    self.graph = problems.hasErrors ? nil : graph
    self.problems = problems
  }

  /// The manifest and its graph, problems told on standard error.
  ///
  /// - Throws: `Stop` with 65 and all problems.
  func valid(
    _ color: ColorOption, _ amount: ProblemAmount = ProblemAmount()
  ) throws -> (manifest: Manifest, graph: Graph) {
    problems.tell(in: texts, color, amount)
    guard let manifest, let graph, !problems.hasErrors else {
      throw Stop(.invalidManifest, problems.items.map { DiagnosticReport($0) })
    }
    return (manifest, graph)
  }
}
