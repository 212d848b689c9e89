package import ConvergeCore
package import ConvergeGraph

/// Which resources a run is about.
package struct Selection: Sendable {
  package var tags: Set<String> = []
  package var skippedTags: Set<String> = []
  /// References as the user gave them; with all that they require.
  package var only: [Reference] = []

  package init() {}

  /// The selected resources; nil: all.
  ///
  /// - Throws: `Unknown` for a reference in `only` that names nothing.
  package func indices(
    among resources: [DeclaredResource], _ graph: Graph
  ) throws(Unknown) -> Set<Int>? {
    if tags.isEmpty, skippedTags.isEmpty, only.isEmpty { return nil }
    var selected = Set(resources.indices)
    if !only.isEmpty {
      var wanted: Set<Int> = []
      for reference in only {
        let found = resources.indices.filter {
          resources[$0].declaration.reference.isMeant(by: reference)
        }
        guard !found.isEmpty else {
          throw Unknown(
            reference: reference,
            nearest: nearest(
              to: reference.description,
              among: resources.map { $0.declaration.reference.description }))
        }
        wanted.formUnion(found)
      }
      selected = graph.transitiveRequirements(of: wanted)
    }
    return selected.filter { index in
      let own = Set(resources[index].declaration.common.tags)
      return (tags.isEmpty || !own.isDisjoint(with: tags)) && own.isDisjoint(with: skippedTags)
    }
  }

  /// A reference that names nothing in the manifest.
  package struct Unknown: Error, Equatable {
    package let reference: Reference
    package let nearest: String?
  }
}
