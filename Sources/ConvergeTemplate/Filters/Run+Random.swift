extension Run {
  /// `60|random(seed=name)` and `list|random(seed=name)`, as Ansible has them beyond Jinja2's own: a
  /// number below the filtered one, from `start` on in steps of `step`, or an element.
  func seededRandom(_ arguments: Arguments) throws(TemplateError) -> Datum {
    let values = try bind("random", ["start", "step", "seed"], arguments)
    var source = random
    if let seed = values[2], !isNone(seed) {
      source = SeededRandom(seed: UInt64(bitPattern: Int64(textHash(try text(seed)))))
    }
    defer { if isNone(values[2]) { random = source } }
    guard case .integer(let end)? = reveal(arguments.value).number else {
      guard isNone(values[0]), isNone(values[1]) else { throw failure(.type, Message.bounds) }
      let elements = try elements(arguments.value)
      guard !elements.isEmpty else { throw failure(.value, Message.empty) }
      return elements[source.below(elements.count)]
    }
    let start = isNone(values[0]) ? 0 : try integer(values[0] ?? .none, "'start'")
    let step = isNone(values[1]) ? 1 : try integer(values[1] ?? .none, "'step'")
    guard step != 0 else { throw failure(.value, Message.noStep) }
    let range = RangeObject(start: Int64(start), stop: end, step: Int64(step))
    guard let count = range.length, count > 0 else { throw failure(.value, Message.empty) }
    return try range.item(.integer(Int64(source.below(count))), self) ?? .none
  }
}

private enum Message {
  static let bounds = "'start' and 'step' go with a number only"
  static let noStep = "'step' cannot be zero"
  static let empty = "there is nothing to choose from"
}
