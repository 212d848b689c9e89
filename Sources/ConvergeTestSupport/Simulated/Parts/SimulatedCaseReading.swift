package import ConvergeCore

/// Reading a case's nodes.
extension Node {
  /// Name and value of each entry; a list of names has no values.
  package func named() throws(SimulatedCaseError) -> [(name: String, value: Node)] {
    if let sequence {
      var names: [(name: String, value: Node)] = []
      for node in sequence {
        guard let scalar = node.scalar else {
          throw SimulatedCaseError("a name is missing", at: node.place)
        }
        names.append((scalar.text, Node(.mapping([]), at: node.place)))
      }
      return names
    }
    guard let mapping else { throw SimulatedCaseError("must be a mapping", at: place) }
    return mapping.map { ($0.key.scalar?.text ?? "", $0.value) }
  }

  /// The text under `key`, where it is written.
  package func text(_ key: String) -> String? { self[key]?.scalar?.text }

  /// The integer under `key`, where it is written.
  package func integer(_ key: String) -> Int? { self[key]?.value.integer.map(Int.init) }

  /// The boolean under `key`; false where it is not written.
  package func flag(_ key: String) -> Bool { self[key]?.value.boolean ?? false }

  /// The list of texts under `key`, or the one text there.
  package func texts(_ key: String) -> [String] {
    if let one = text(key) { return [one] }
    return self[key]?.sequence?.compactMap { $0.scalar?.text } ?? []
  }

  /// Fails for a key that is none of `known`.
  package func requireKeys(_ known: [String]) throws(SimulatedCaseError) {
    for entry in mapping ?? [] where !known.contains(entry.key.scalar?.text ?? "") {
      throw SimulatedCaseError(
        "unknown key '\(entry.key.scalar?.text ?? "?")', known are "
          + known.joined(separator: ", "), at: entry.key.place)
    }
  }
}
