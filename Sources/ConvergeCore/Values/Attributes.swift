/// Attributes of a resource by name, in the order of the kind's declaration.
package struct Attributes: Equatable, Sendable {
  package private(set) var entries: [Value.Member] = []

  package init(_ entries: [Value.Member] = []) { self.entries = entries }

  package var isEmpty: Bool { entries.isEmpty }

  /// The value of `name`; setting nil removes it, a new name goes last.
  package subscript(name: String) -> Value? {
    get { entries.first { $0.key == name }?.value }
    set {
      let index = entries.firstIndex { $0.key == name }
      switch (index, newValue) {
      case (let index?, let value?): entries[index] = Value.Member(name, value)
      case (let index?, nil): entries.remove(at: index)
      case (nil, let value?):
        // Most have a few; one piece of memory takes them.
        if entries.isEmpty { entries.reserveCapacity(4) }
        entries.append(Value.Member(name, value))
      case (nil, nil): break
      }
    }
  }
}
