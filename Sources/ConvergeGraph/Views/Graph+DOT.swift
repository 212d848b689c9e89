internal import ConvergeCore

extension Graph {
  /// The graph in the language of Graphviz (dot(1)): a box for each phase, automatic edges dashed,
  /// `after` dotted, and a label on those that refresh. A pattern is a text that edges pass through.
  package func dotText() -> String {
    var lines = [
      "digraph converge {", "  rankdir=LR;", "  node [shape=box, fontname=\"sans-serif\"];",
    ]
    for (phase, members) in sections {
      lines.append("  subgraph cluster_\(phase.rawValue) {")
      lines.append("    label=\(quoted(phase.name));")
      for index in members {
        let style = vertices[index].aim == .absence ? ", style=dashed" : ""
        lines.append("    n\(index) [label=\(quoted("\(vertices[index].reference)"))\(style)];")
      }
      lines.append("  }")
    }
    for (index, junction) in junctions.enumerated() {
      let name = "n\(vertices.count + index)"
      lines.append("  \(name) [label=\(quoted(junction.pattern)), shape=plaintext];")
    }
    for edge in edges {
      lines.append("  n\(edge.from) -> n\(edge.to)\(attributes(of: edge));")
    }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private func attributes(of edge: Edge) -> String {
    switch edge.role {
    case .require where edge.place == nil: " [style=dashed]"
    case .require: ""
    case .subscribe: " [label=\"refresh\"]"
    case .after: " [style=dotted]"
    case .watch: " [style=dotted, label=\"watch\"]"
    }
  }

  /// A quoted string, in which a backslash would begin an escape of Graphviz's own.
  private func quoted(_ text: String) -> String {
    var result = "\""
    for character in text.unicodeScalars {
      switch character {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      default: result.unicodeScalars.append(character)
      }
    }
    return result + "\""
  }
}
