package import ConvergeCore

extension Graph {
  /// The graph as data: `resources` in the order they run, and `edges` between their references. A
  /// pattern that several edges pass through is named by its `id` there.
  package func jsonValue() -> Value {
    .record([
      "converge": 1,
      "resources": .list(order.map(resource)),
      "patterns": .list(
        junctions.indices.map { index in
          .record([
            "id": .text(name(of: vertices.count + index)),
            "pattern": .text(junctions[index].pattern),
          ])
        }),
      "edges": .list(edges.map(edge)),
    ])
  }

  private func resource(_ index: Int) -> Value {
    let vertex = vertices[index]
    return .record([
      "ref": .text("\(vertex.reference)"),
      "identity": .text("\(vertex.identity)"),
      "aim": .text(word(for: vertex.aim)),
      "phase": .text(phase(of: index).name),
      "own_phase": .text(vertex.phase.name),
      "location": location(vertex.place),
    ])
  }

  private func edge(_ edge: Edge) -> Value {
    .record([
      "from": .text(name(of: edge.from)),
      "to": .text(name(of: edge.to)),
      "role": .text(edge.role.rawValue),
      "automatic": .boolean(edge.place == nil),
      "location": edge.place.map(location) ?? .null,
    ])
  }

  private func name(of index: Int) -> String {
    isJunction(index)
      ? "pattern \(index - vertices.count + 1)" : vertices[index].reference.description
  }

  private func word(for aim: Aim) -> String {
    switch aim {
    case .presence: "present"
    case .stop: "stopped"
    case .absence: "absent"
    }
  }

  private func location(_ place: Place) -> Value {
    .record([
      "file": .text(place.file), "line": .integer(Int64(place.line)),
      "column": .integer(Int64(place.column)),
    ])
  }
}
