internal import ConvergeCore

/// A value as it was written, without places: `0755` and `"0755"` are the same.
indirect enum Writing: Equatable {
  case text(String)
  case list([Writing])
  case mapping([String: Writing])

  init(_ node: Node) {
    switch node.content {
    case .scalar(let scalar): self = .text(scalar.text)
    case .sequence(let nodes): self = .list(nodes.map(Writing.init))
    case .mapping(let entries):
      let pairs = entries.map { ($0.key.scalar?.text ?? "", Writing($0.value)) }
      self = .mapping(Dictionary(pairs) { first, _ in first })
    }
  }
}
