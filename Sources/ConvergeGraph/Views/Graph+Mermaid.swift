internal import ConvergeCore

extension Graph {
  /// The graph as a Mermaid flowchart: a box for each phase, automatic edges and `after` dotted,
  /// the latter with a label, and those that refresh thick. A pattern is a rounded box that edges
  /// pass through.
  package func mermaidText() -> String {
    var lines = ["flowchart LR"]
    for (phase, members) in sections {
      lines.append("  subgraph p\(phase.rawValue)[\"\(escaped(phase.name))\"]")
      for index in members {
        lines.append("    n\(index)[\"\(escaped("\(vertices[index].reference)"))\"]")
      }
      lines.append("  end")
    }
    for (index, junction) in junctions.enumerated() {
      lines.append("  n\(vertices.count + index)([\"\(escaped(junction.pattern))\"])")
    }
    for edge in edges {
      lines.append("  n\(edge.from) \(arrow(of: edge)) n\(edge.to)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func arrow(of edge: Edge) -> String {
    switch edge.role {
    case .require where edge.place == nil: "-.->"
    case .require: "-->"
    case .subscribe: "==>|refresh|"
    case .after: "-.->|after|"
    case .watch: "-.->|watch|"
    }
  }

  /// Everything that Mermaid or the page around it may read as its own, as an entity by number.
  private func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      if isPlain || "-_./:@, ".unicodeScalars.contains(scalar) {
        result.unicodeScalars.append(scalar)
      } else {
        result += "#\(scalar.value);"
      }
    }
    return result
  }
}
