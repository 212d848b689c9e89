/// Typed reading of attributes. A value of a wrong type was reported before a kind sees it, so
/// these simply give nil for what is missing.
extension Declaration {
  /// The node of an attribute; nil where it is not written or null.
  package func node(_ attribute: String) -> Node? {
    // Asked a dozen times of each resource: the entries are not copied for it.
    for index in attributes.indices {
      guard case .scalar(let key) = attributes[index].key.content, key.text == attribute else {
        continue
      }
      return attributes[index].value.isNull ? nil : attributes[index].value
    }
    return nil
  }

  /// Where the attribute's value stands; the resource's own place where it is not written.
  package func place(of attribute: String) -> Place { node(attribute)?.place ?? place }

  /// A scalar as it was written.
  package func text(_ attribute: String) -> String? { node(attribute)?.scalar?.text }

  /// A scalar as text value, sensitive where it was marked.
  package func textValue(_ attribute: String) -> Value? {
    node(attribute)?.scalar.map {
      $0.isSensitive ? .sensitive(.text($0.text)) : .text($0.text)
    }
  }

  package func boolean(_ attribute: String) -> Bool? { node(attribute)?.value.boolean }

  package func integer(_ attribute: String) -> Int64? { node(attribute)?.value.integer }

  package func number(_ attribute: String) -> Double? { text(attribute).flatMap(Double.init) }

  package func duration(_ attribute: String) -> Duration? {
    text(attribute).flatMap(Duration.init(quantity:))
  }

  /// In bytes.
  package func size(_ attribute: String) -> Int64? {
    text(attribute).flatMap(byteCount(quantity:))
  }

  /// A list of scalars, or one scalar that stands for a list of itself.
  package func texts(_ attribute: String) -> [String]? {
    guard let node = node(attribute) else { return nil }
    if let scalar = node.scalar { return [scalar.text] }
    return node.sequence?.compactMap { $0.scalar?.text }
  }

  /// A mapping of names to scalars, in the order written.
  package func textMapping(_ attribute: String) -> [(name: String, value: String)]? {
    node(attribute)?.mapping?.compactMap { entry in
      guard let key = entry.key.scalar, let value = entry.value.scalar else { return nil }
      return (key.text, value.text)
    }
  }

  /// The same declaration with these attributes put over its own, as `on_create` does.
  package func overlaid(with entries: [Node.Entry]) -> Declaration {
    let names = Set(entries.compactMap { $0.key.scalar?.text })
    let kept = attributes.filter { !names.contains($0.key.scalar?.text ?? "") }
    return Declaration(
      kind: kind, reference: reference, place: place, attributes: kept + entries, name: name,
      common: common, sources: sources, onlyAtCreation: names, manifest: manifest)
  }
}
