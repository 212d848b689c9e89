/// Attributes, elements and slices.
extension Run {
  /// `value.name`: an attribute, else the element of that name, else undefined.
  func attribute(
    _ value: Datum, _ name: String, hash: Int
  ) throws(TemplateError) -> Datum {
    switch value {
    case .dict(let dict):
      if let method = DictMethods.method(name, of: dict) { return method }
      return dict.value(ofText: name, hash: hash) ?? missing(name, in: value)
    case .object(let object):
      if let found = try object.attribute(name, self) { return found }
      return try object.item(.string(name), self) ?? missing(name, in: value)
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive:
      return try marking { () throws(TemplateError) in
        try attribute(reveal(value), name, hash: hash)
      }
    case .string, .markup:
      try charge(value)
      return method(name, of: value) ?? missing(name, in: value)
    default: return method(name, of: value) ?? missing(name, in: value)
    }
  }

  /// The method of that name, where the value's type has one.
  private func method(_ name: String, of value: Datum) -> Datum? {
    switch value {
    case .string(let text): TextMethods.method(name, of: text, isMarkup: false)
    case .markup(let text): TextMethods.method(name, of: text, isMarkup: true)
    case .list(let box): ListMethods.method(name, of: box, isTuple: false)
    case .tuple(let box): ListMethods.method(name, of: box, isTuple: true)
    case .dict(let dict): DictMethods.method(name, of: dict)
    default: nil
    }
  }

  /// An attribute without the element of that name: what the `attr` filter looks for.
  func attributeOnly(_ value: Datum, _ name: String) throws(TemplateError) -> Datum {
    switch value {
    case .object(let object):
      return try object.attribute(name, self) ?? missing(shown(name), in: value)
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive:
      return try marking { () throws(TemplateError) in try attributeOnly(reveal(value), name) }
    default: return method(name, of: value) ?? missing(shown(name), in: value)
    }
  }

  /// `value[key]`: an element, else for a text the attribute of that name, else undefined.
  func item(_ value: Datum, _ key: Datum) throws(TemplateError) -> Datum {
    switch value {
    case .dict(let dict):
      if case .string(let name) = key {
        if let found = dict.value(ofText: name, hash: textHash(name)) { return found }
      } else if case .sensitive = key {
        return try marking { () throws(TemplateError) in try item(value, reveal(key)) }
      } else if case .undefined(let undefined) = key {
        throw failure(undefined)
      } else if let hash = key.keyHash, let found = dict.value(of: key, hash: hash) {
        return found
      }
    case .list(let box), .tuple(let box):
      if let position = position(key, count: box.elements.count) { return box.elements[position] }
    case .string(let text):
      try charge(value)
      if let character = character(of: text, key) { return .string(character) }
    case .markup(let text):
      try charge(value)
      if let character = character(of: text, key) { return .markup(character) }
    case .object(let object):
      if let found = try object.item(key, self) { return found }
      if case .string(let name) = key, let found = try object.attribute(name, self) {
        return found
      }
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive:
      return try marking { () throws(TemplateError) in try item(reveal(value), key) }
    default: break
    }
    if case .sensitive = key {
      return try marking { () throws(TemplateError) in try item(value, reveal(key)) }
    }
    if case .string(let name) = key, let method = method(name, of: value) { return method }
    return missing(key, in: value)
  }

  /// A position from either end, where there is one.
  func position(_ key: Datum, count: Int) -> Int? {
    guard case .integer(let number)? = key.number, let index = Int(exactly: number) else {
      return nil
    }
    let position = index < 0 ? index + count : index
    return (0..<count).contains(position) ? position : nil
  }

  private func character(of text: String, _ key: Datum) -> String? {
    let scalars = text.unicodeScalars
    if let position = position(key, count: scalars.count) {
      return String(scalars[scalars.index(scalars.startIndex, offsetBy: position)])
    }
    return nil
  }

  func slice(_ value: Datum, _ range: SliceRange) throws(TemplateError) -> Datum {
    try charge(value)
    switch value {
    case .list(let box):
      return .list(range.positions(of: box.elements.count).map { box.elements[$0] })
    case .tuple(let box):
      return .tuple(range.positions(of: box.elements.count).map { box.elements[$0] })
    case .string(let text): return .string(slice(text, range))
    case .markup(let text): return .markup(slice(text, range))
    case .undefined(let undefined): throw failure(undefined)
    case .sensitive:
      return try marking { () throws(TemplateError) in try slice(reveal(value), range) }
    case .object(let object):
      if let part = try object.slice(range, self) { return part }
    default: break
    }
    throw failure(.type, Message.noSlice(kindName(value)))
  }

  private func slice(_ text: String, _ range: SliceRange) -> String {
    let scalars = Array(text.unicodeScalars)
    if range.step == 1 {
      let (first, last) = range.bounds(of: scalars.count)
      return String(scalars: scalars[first..<max(first, last)])
    }
    var result = String.UnicodeScalarView()
    for position in range.positions(of: scalars.count) { result.append(scalars[position]) }
    return String(result)
  }

  private func missing(_ name: String, in value: Datum) -> Datum {
    .undefined(Undefined(name, hides ? .hidden(kind: kindName(value)) : .member(of: value)))
  }

  private func missing(_ key: Datum, in value: Datum) -> Datum {
    if case .string(let name) = key { return missing(shown(name), in: value) }
    let name = shown((try? description(key)) ?? kindName(key))
    return .undefined(Undefined(name, Message.noElement(kindName(value), name)))
  }
}

/// What stands behind an undefined name.
func didYouMean(_ name: String) -> String { Message.didYouMean(name) }

private enum Message {
  static func noSlice(_ kind: String) -> String { "no part can be cut out of \(kind)" }
  static func noElement(_ kind: String, _ key: String) -> String {
    "\(kind) has no element \(key)"
  }
  static func didYouMean(_ name: String) -> String { "did you mean '\(name)'?" }
}
