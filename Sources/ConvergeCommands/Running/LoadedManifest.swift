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

  init(_ argument: ManifestArgument) {
    let reading = ManifestReader(kinds: registeredKinds, sources: argument.sources)
      .read(argument.text)
    var problems = reading.problems
    texts = reading.texts
    manifest = reading.manifest
    graph = reading.manifest.flatMap { manifest in
      Graph(
        manifest.resources.map(\.vertex), edges: manifest.edges, reporting: &problems)
    }
    self.problems = problems
  }

  /// The manifest and its graph, warnings told on standard error.
  ///
  /// - Throws: `Stop` with 65, all problems told.
  func valid(in color: ColorOption) throws -> (manifest: Manifest, graph: Graph) {
    Console.error.write(
      ProblemText(told, sources: texts, style: color.style(for: .error)).text)
    guard let manifest, let graph, !problems.hasErrors else { throw Stop(.invalidManifest) }
    return (manifest, graph)
  }

  /// Notes say what is right as it is, and are kept for who asks for them.
  private var told: Diagnostics {
    var told = Diagnostics()
    for item in problems.items where item.severity != .note || problems.hasErrors {
      told.append(item)
    }
    return told
  }
}
