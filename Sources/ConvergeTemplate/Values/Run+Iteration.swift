/// Iteration, lengths, calls, and reading arguments as what they should be.
extension Run {
  /// What a loop over the value would give.
  func elements(_ value: Datum) throws(TemplateError) -> [Datum] {
    switch value {
    case .list(let box), .tuple(let box): return box.elements
    case .dict(let dict): return dict.keys
    case .string(let text), .markup(let text):
      try spend(text.utf8.count)
      return text.unicodeScalars.map { .string(String($0)) }
    case .object(let object):
      if let elements = try object.elements(self) { return elements }
      throw failure(.type, Message.notIterable(object.kindName))
    case .undefined(let undefined):
      if undefined.isLenient { return [] }
      throw failure(undefined)
    case .sensitive: return try elements(reveal(value)).map(\.asSensitive)
    default: throw failure(.type, Message.notIterable(kindName(value)))
    }
  }

  func length(_ value: Datum) throws(TemplateError) -> Int {
    switch value {
    case .list(let box), .tuple(let box): return box.elements.count
    case .dict(let dict): return dict.count
    case .string(let text), .markup(let text):
      try charge(value)
      return text.scalarCount
    case .object(let object):
      if let length = object.length { return length }
      throw failure(.type, Message.noLength(object.kindName))
    case .undefined(let undefined):
      if undefined.isLenient { return 0 }
      throw failure(undefined)
    case .sensitive: return try length(reveal(value))
    default: throw failure(.type, Message.noLength(kindName(value)))
    }
  }

  func call(_ function: Datum, _ arguments: Arguments) throws(TemplateError) -> Datum {
    try spend()
    switch function {
    case .object(let object):
      for argument in arguments.positional { try charge(argument) }
      let result = try marking { () throws(TemplateError) in try object.call(arguments, self) }
      try charge(result)
      return result
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive:
      return try marking { () throws(TemplateError) in try call(reveal(function), arguments) }
    default: throw failure(.type, Message.notCallable(kindName(function)))
    }
  }

  /// The text, where it is one; anything else is a `type` error.
  func string(_ value: Datum, _ what: String) throws(TemplateError) -> String {
    switch reveal(value) {
    case .string(let text), .markup(let text): return text
    case .undefined(let undefined): throw failure(undefined)
    default: throw failure(.type, Message.wanted(what, "a text", kindName(value)))
    }
  }

  /// The integer, where it is one.
  func integer(_ value: Datum, _ what: String) throws(TemplateError) -> Int {
    switch reveal(value) {
    case .integer(let number): return Int(number)
    case .boolean(let flag): return flag ? 1 : 0
    case .undefined(let undefined): throw failure(undefined)
    default: throw failure(.type, Message.wanted(what, "an integer", kindName(value)))
    }
  }

  /// The mapping, where it is one.
  func mapping(_ value: Datum, _ what: String) throws(TemplateError) -> DictBox {
    switch reveal(value) {
    case .dict(let dict): return dict
    case .undefined(let undefined): throw failure(undefined)
    default: throw failure(.type, Message.wanted(what, "a mapping", kindName(value)))
    }
  }

  /// Sorts, keeping the order of equals, by what Python's `sorted` compares.
  func sorted(
    _ elements: [Datum], keys: [Datum], isDescending: Bool
  ) throws(TemplateError) -> [Datum] {
    guard elements.count > 1 else { return elements }
    var order = Array(elements.indices)
    var spare = order
    // Python reverses, sorts and reverses again, which keeps the order of equals.
    if isDescending { order.reverse() }
    var width = 1
    while width < order.count {
      var start = 0
      while start < order.count {
        let middle = min(start + width, order.count)
        let end = min(start + 2 * width, order.count)
        var (left, right) = (start, middle)
        for position in start..<end {
          var takesRight = left >= middle
          if left < middle, right < end {
            try spend()
            takesRight = try isLess(keys[order[right]], keys[order[left]])
          }
          if takesRight {
            spare[position] = order[right]
            right += 1
          } else {
            spare[position] = order[left]
            left += 1
          }
        }
        start = end
      }
      swap(&order, &spare)
      width *= 2
    }
    if isDescending { order.reverse() }
    return order.map { elements[$0] }
  }
}

private enum Message {
  static func notIterable(_ kind: String) -> String { "\(kind) cannot be iterated" }
  static func noLength(_ kind: String) -> String { "\(kind) has no length" }
  static func notCallable(_ kind: String) -> String { "\(kind) cannot be called" }
  static func wanted(_ what: String, _ kind: String, _ found: String) -> String {
    "\(what) must be \(kind), not \(found)"
  }
}
