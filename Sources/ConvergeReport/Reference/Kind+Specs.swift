internal import ConvergeCore

extension Kind {
  /// The attribute that may override the entry's key.
  var identitySpec: AttributeSpec {
    attribute(identityAttribute)
      ?? AttributeSpec(
        identityAttribute, identityAttribute == "path" ? .path : .text, "What it manages.",
        default: "the entry's key", onChange: .none)
  }

  /// `state`; nil where the kind has none.
  var stateSpec: AttributeSpec? {
    states.first.map {
      AttributeSpec("state", .words(states), "What is to be there.", default: $0)
    }
  }

  /// Any attribute that a resource of the kind accepts.
  func anyAttribute(_ name: String) -> AttributeSpec? {
    if let own = attribute(name) { return own }
    if name == identityAttribute { return identitySpec }
    return name == "state" ? stateSpec : Topic.resource.key(name)
  }
}
