package import ConvergeCore
package import ConvergeGraph

/// A manifest, ready to be planned: its resources and their order.
package struct Work: Sendable {
  package let manifest: String
  /// Where the manifest was read from, absolute; `-` for standard input.
  package let path: String
  package let resources: [DeclaredResource]
  package let graph: Graph
  /// The resources of the run; nil: all.
  package let selected: Set<Int>?
  /// What is declared and left out of every run: it is not released.
  let excluded: [Identity]
  /// Everything that the resources provide, whatever they want of it, and the paths that they name:
  /// the file of a line is declared, though a line is no file.
  let declared: [Identity]

  package init(
    manifest: String, path: String, resources: [DeclaredResource], graph: Graph,
    selected: Set<Int>? = nil, excluded: [Identity] = []
  ) {
    self.manifest = manifest
    self.path = path
    self.resources = resources
    self.graph = graph
    self.selected = selected
    self.excluded = excluded
    declared = resources.flatMap { $0.vertex.provides + $0.vertex.namedPaths }
  }

  /// The same for these resources only.
  package func selecting(_ chosen: Set<Int>) -> Work {
    Work(
      manifest: manifest, path: path, resources: resources, graph: graph, selected: chosen,
      excluded: excluded)
  }

  /// Whether a resource takes part in the run.
  package func isSelected(_ index: Int) -> Bool { selected?.contains(index) ?? true }
}
