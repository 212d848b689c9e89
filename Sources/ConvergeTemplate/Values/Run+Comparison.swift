/// Truth, equality, order and containment, as Python has them.
extension Run {
  func isTrue(_ value: Datum) throws(TemplateError) -> Bool {
    switch value {
    case .boolean(let flag): return flag
    case .none, .missing: return false
    case .integer(let number): return number != 0
    case .float(let number): return number != 0
    case .string(let text), .markup(let text): return !text.isEmpty
    case .list(let box), .tuple(let box): return !box.elements.isEmpty
    case .dict(let dict): return !dict.isEmpty
    case .undefined(let undefined):
      if undefined.isLenient { return false }
      throw failure(undefined)
    case .object(let object): return try object.isTrue(self)
    case .sensitive: return try isTrue(reveal(value))
    }
  }

  func isEqual(_ left: Datum, _ right: Datum) throws(TemplateError) -> Bool {
    switch (left, right) {
    case (.string(let first), .string(let second)), (.markup(let first), .string(let second)),
      (.string(let first), .markup(let second)), (.markup(let first), .markup(let second)):
      try charge(left, right)
      return isSameText(first, second)
    case (.integer(let first), .integer(let second)): return first == second
    case (.sensitive, _): return try isEqual(reveal(left), right)
    case (_, .sensitive): return try isEqual(left, reveal(right))
    case (.undefined(let undefined), _), (_, .undefined(let undefined)):
      guard undefined.isLenient else { throw failure(undefined) }
      return left.isUndefined && right.isUndefined
    case (.none, .none): return true
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      return first === second ? true : try areEqual(first.elements, second.elements)
    case (.dict(let first), .dict(let second)):
      return first === second ? true : try areEqual(first, second)
    case (.object(let first), .object(let second)): return try first.equals(second, self)
    default:
      if let first = left.number, let second = right.number { return first == second }
      return false
    }
  }

  /// Counts the comparison of two texts, where they are long.
  @inline(__always)
  private func charge(_ left: Datum, _ right: Datum) throws(TemplateError) {
    guard case .string(let first) = left, case .string(let second) = right else { return }
    let size = min(first.utf8.count, second.utf8.count)
    if size > 256 { try spend(size >> 6) }
  }

  /// Whether both are one as parts of others: what is undefined equals itself there.
  private func isElement(_ left: Datum, _ right: Datum) throws(TemplateError) -> Bool {
    if case .undefined(let first) = left, case .undefined(let second) = right, first === second {
      return true
    }
    return try isEqual(left, right)
  }

  private func areEqual(_ left: [Datum], _ right: [Datum]) throws(TemplateError) -> Bool {
    guard left.count == right.count else { return false }
    try spend(left.count)
    return try deepen { () throws(TemplateError) in
      for position in 0..<left.count {
        guard try isElement(left[position], right[position]) else { return false }
      }
      return true
    }
  }

  private func areEqual(_ left: DictBox, _ right: DictBox) throws(TemplateError) -> Bool {
    guard left.count == right.count else { return false }
    try spend(left.count)
    return try deepen { () throws(TemplateError) in
      for position in 0..<left.count {
        let hash = left.hash(at: position)
        guard let other = right.value(of: left.key(at: position), hash: hash),
          try isElement(left.value(at: position), other)
        else { return false }
      }
      return true
    }
  }

  /// Whether `left` comes before `right`.
  ///
  /// - Throws: a `type` error for values that have no order.
  func isLess(
    _ left: Datum, _ right: Datum, sign: String = "<"
  ) throws(TemplateError) -> Bool {
    switch (left, right) {
    case (.integer(let first), .integer(let second)): return first < second
    case (.string(let first), .string(let second)), (.markup(let first), .string(let second)),
      (.string(let first), .markup(let second)), (.markup(let first), .markup(let second)):
      try charge(left, right)
      return isBeforeText(first, second)
    case (.sensitive, _): return try isLess(reveal(left), right, sign: sign)
    case (_, .sensitive): return try isLess(left, reveal(right), sign: sign)
    case (.undefined(let undefined), _), (_, .undefined(let undefined)): throw failure(undefined)
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      return try isLess(first.elements, second.elements, sign: sign)
    default:
      if let first = left.number, let second = right.number { return first < second }
      throw failure(.type, Message.noOrder(kindName(left), kindName(right), sign))
    }
  }

  private func isLess(
    _ left: [Datum], _ right: [Datum], sign: String
  ) throws(TemplateError) -> Bool {
    try deepen { () throws(TemplateError) in
      for position in 0..<min(left.count, right.count) {
        try spend()
        if try !isEqual(left[position], right[position]) {
          return try isLess(left[position], right[position], sign: sign)
        }
      }
      return left.count < right.count
    }
  }

  /// `left <= right`, which for numbers that are no number is not the inverse of `right < left`.
  func isAtMost(
    _ left: Datum, _ right: Datum, sign: String = "<="
  ) throws(TemplateError) -> Bool {
    if case .float(let first) = left, first.isNaN { return false }
    if case .float(let second) = right, second.isNaN { return false }
    return try !isLess(right, left, sign: sign)
  }

  /// Python's `in`.
  func contains(_ container: Datum, _ member: Datum) throws(TemplateError) -> Bool {
    switch container {
    case .string(let text), .markup(let text):
      try charge(container)
      switch reveal(member) {
      case .string(let part), .markup(let part): return text.containsText(part)
      case .undefined(let undefined): throw failure(undefined)
      default: throw failure(.type, Message.notInText(kindName(member)))
      }
    case .list(let box), .tuple(let box):
      for element in box.elements {
        try spend()
        if case .string = element, case .string = member {
          if try isEqual(element, member) { return true }
          continue
        }
        if isIdentical(element, member) { return true }
        if try isEqual(element, member) { return true }
      }
      return false
    case .dict(let dict):
      let key = reveal(member)
      return dict.value(of: key, hash: try hash(key)) != nil
    case .object(let object):
      if let answer = try object.contains(member, self) { return answer }
      guard let elements = try object.elements(self) else {
        throw failure(.type, Message.notContainer(object.kindName))
      }
      return try contains(.list(elements), member)
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive: return try contains(reveal(container), member)
    default: throw failure(.type, Message.notContainer(kindName(container)))
    }
  }

  /// The hash of a key.
  ///
  /// - Throws: a `type` error for what can be no key.
  func hash(_ key: Datum) throws(TemplateError) -> Int {
    if let hash = key.keyHash { return hash }
    if case .undefined(let undefined) = key { throw failure(undefined) }
    throw failure(.type, Message.notKey(kindName(key)))
  }

  /// Whether both are one thing: Python's `is`.
  func isIdentical(_ left: Datum, _ right: Datum) -> Bool {
    switch (left, right) {
    case (.none, .none): true
    case (.boolean(let first), .boolean(let second)): first == second
    case (.integer(let first), .integer(let second)): first == second
    case (.string(let first), .string(let second)): isSameText(first, second)
    case (.list(let first), .list(let second)): first === second
    case (.tuple(let first), .tuple(let second)): first === second
    case (.dict(let first), .dict(let second)): first === second
    case (.object(let first), .object(let second)): first === second
    case (.undefined(let first), .undefined(let second)): first === second
    case (.sensitive, _): isIdentical(reveal(left), right)
    case (_, .sensitive): isIdentical(left, reveal(right))
    default: false
    }
  }
}

extension String {
  /// Whether the bytes of `part` stand anywhere in this one.
  func containsText(_ part: String) -> Bool { ByteSearch.first(part, in: self) != nil }
}

private enum Message {
  static func noOrder(_ left: String, _ right: String, _ sign: String) -> String {
    "\(left) and \(right) cannot be compared by '\(sign)'"
  }
  static func notInText(_ kind: String) -> String { "only a text can be in a text, not \(kind)" }
  static func notContainer(_ kind: String) -> String { "nothing can be in \(kind)" }
  static func notKey(_ kind: String) -> String { "\(kind) cannot be a key" }
}
