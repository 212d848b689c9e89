/// Where assignments go.
extension Parser {
  private static let constants: Set = ["true", "false", "none", "True", "False", "None"]

  mutating func targetName() throws(TemplateError) -> String {
    let token = try expect(.name, "a name")
    guard !Self.constants.contains(token.text) else {
      throw error(Message.constant(token.text), at: token.spot)
    }
    return token.text
  }

  mutating func target(
    endingAt end: String?, allowsMember: Bool = false
  ) throws(TemplateError) -> TargetTree {
    let tree = try simpleTuple(endingAt: end, allowsMember: allowsMember)
    return try target(tree)
  }

  private func target(_ tree: ExpressionTree) throws(TemplateError) -> TargetTree {
    switch tree.kind {
    case .name(let name): return .name(name, tree.spot)
    case .member(let name, let attribute): return .member(name, attribute, tree.spot)
    case .tuple(let elements):
      var targets: [TargetTree] = []
      for element in elements { targets.append(try target(element)) }
      return .tuple(targets)
    default: throw error(Message.notAssignable, at: tree.spot)
    }
  }

  /// Names with commas between them.
  private mutating func simpleTuple(
    endingAt end: String?, allowsMember: Bool
  ) throws(TemplateError) -> ExpressionTree {
    let spot = current.spot
    var elements: [ExpressionTree] = []
    var isTuple = false
    while true {
      if isTupleEnd(end) { break }
      elements.append(try primary(allowsMember: allowsMember))
      guard takes(sign: ",") else { break }
      isTuple = true
    }
    guard let first = elements.first else { throw unexpected(wanted: "a name") }
    return isTuple ? ExpressionTree(.tuple(elements), spot) : first
  }
}

private enum Message {
  static let notAssignable = "only names can be assigned to"
  static func constant(_ name: String) -> String { "'\(name)' cannot be assigned to" }
}
