package import ConvergeCore

/// `servers`: what URLs are answered with. A text is a file's content; a list gives one answer after
/// the other, each a text, or `{ fails: why }` for a failure that passes.
package struct SimulatedServersPart: SimulatedPart {
  package static let keys = ["servers"]

  package static func build(
    _ node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) {
    for (url, value) in try node.named() {
      machine.serve(url, (value.sequence ?? [value]).map(Self.answer))
    }
  }

  private static func answer(_ node: Node) -> SimulatedAnswer {
    if let because = node["fails"]?.scalar?.text { return .passing(because) }
    return .file(Array((node.scalar?.text ?? "").utf8))
  }

  package static func differences(
    from node: Node, key: String, on machine: SimulatedHost
  ) throws(SimulatedCaseError) -> [String] {
    throw SimulatedCaseError("'\(key)' makes no sense in 'after'", at: node.place)
  }
}
