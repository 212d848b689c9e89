extension AttributeType {
  /// Reports what is wrong with `node` as a value of this type; `name` is the attribute's.
  ///
  /// - Returns: whether the value fits.
  @discardableResult
  package func check(
    _ node: Node, named name: String, reporting problems: inout Diagnostics
  ) -> Bool {
    switch self {
    case .list(let element), .listOrOne(let element):
      if case .listOrOne = self, node.sequence == nil {
        return element.check(node, named: name, reporting: &problems)
      }
      guard let nodes = node.sequence else {
        problems.error(Message.wrongType(name, self), at: node.place, hint: Message.listHint(node))
        return false
      }
      return nodes.map { element.check($0, named: name, reporting: &problems) }
        .allSatisfy { $0 }
    case .mapping(let element):
      return checkMapping(node, of: element, named: name, reporting: &problems)
    case .record(let fields):
      return checkRecord(node, fields, named: name, reporting: &problems)
    case .either(let types):
      for type in types {
        var attempt = Diagnostics()
        if type.check(node, named: name, reporting: &attempt) { return true }
      }
      problems.error(Message.wrongType(name, self), at: node.place)
      return false
    case .references:
      return AttributeType.listOrOne(.text).check(node, named: name, reporting: &problems)
    case .any:
      return true
    default:
      return checkScalar(node, named: name, reporting: &problems)
    }
  }

  private func checkMapping(
    _ node: Node, of element: AttributeType, named name: String,
    reporting problems: inout Diagnostics
  ) -> Bool {
    guard let entries = node.mapping else {
      problems.error(
        Message.wrongType(name, self), at: node.place, hint: Message.mappingHint("NAME"))
      return false
    }
    var fits = true
    for entry in entries {
      guard let key = entry.key.scalar else {
        problems.error(Message.keyIsNoText(name), at: entry.key.place)
        fits = false
        continue
      }
      let inner = "\(name).\(key.text)"
      fits = element.check(entry.value, named: inner, reporting: &problems) && fits
    }
    return fits
  }

  private func checkRecord(
    _ node: Node, _ fields: [AttributeSpec], named name: String,
    reporting problems: inout Diagnostics
  ) -> Bool {
    guard let entries = node.mapping else {
      problems.error(
        Message.wrongType(name, self), at: node.place,
        hint: fields.first.map { Message.mappingHint($0.name) })
      return false
    }
    var fits = true
    for entry in entries {
      let key = entry.key.scalar?.text ?? ""
      guard let field = fields.first(where: { $0.name == key }) else {
        let close = nearest(to: key, among: fields.map(\.name))
        problems.error(
          Message.unknownField(key, in: name), at: entry.key.place,
          hint: close.map { "did you mean '\($0)'?" }
            ?? "known are \(fields.map(\.name).joined(separator: ", "))")
        fits = false
        continue
      }
      fits =
        field.type.check(entry.value, named: "\(name).\(key)", reporting: &problems) && fits
    }
    return fits
  }

  private func checkScalar(
    _ node: Node, named name: String, reporting problems: inout Diagnostics
  ) -> Bool {
    guard let scalar = node.scalar else {
      problems.error(
        Message.wrongType(name, self), at: node.place, hint: Message.scalarHint(node))
      return false
    }
    if scalar.isSensitive, isShown {
      problems.error(Message.shown(name), at: node.place, hint: Message.otherWay)
      return false
    }
    if scalar.isRenumbered, takesWriting(scalar) {
      problems.error(Message.renumbered(name), at: node.place, hint: Message.quote)
      return false
    }
    guard let complaint = complaint(about: scalar) else { return true }
    problems.error(Message.wrongType(name, self), at: node.place, hint: complaint)
    return false
  }

  /// Whether others see the value in any case: paths, arguments, names. Where a template was
  /// named there is by now what it gave, which may be sensitive as any content.
  private var isShown: Bool {
    switch self {
    case .path, .source, .argument, .account, .words: true
    default: false
    }
  }

  /// Whether a number is taken as it was written, which an expression does not tell.
  private func takesWriting(_ scalar: Scalar) -> Bool {
    switch self {
    case .text, .argument: if case .float = scalar.resolved { true } else { false }
    case .mode: true
    default: false
    }
  }

  /// What is wrong with the scalar, as a hint; nil where it fits.
  private func complaint(about scalar: Scalar) -> String? {
    let shown = scalar.isSensitive ? "(sensitive)" : scalar.text
    switch self {
    case .boolean:
      if case .boolean = scalar.resolved { return nil }
      if scalar.resolved == .sensitive(.boolean(true)) { return nil }
      return switch scalar.text.lowercased() {
      case "yes", "on", "y": "'\(shown)' is text in YAML 1.2; write true"
      case "no", "off", "n": "'\(shown)' is text in YAML 1.2; write false"
      case let word where !scalar.isPlain && ["true", "false"].contains(word):
        "write \(word) without quotes"
      default: "write true or false"
      }
    case .integer(let range):
      guard let number = scalar.resolved.integer else {
        let digits = scalar.text.drop { $0 == "-" || $0 == "+" }
        guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }) else {
          return "'\(shown)' is no integer"
        }
        return scalar.isPlain ? Message.outOfRange(range) : "write \(shown) without quotes"
      }
      return range.contains(number) ? nil : Message.outOfRange(range)
    case .number(let range):
      guard let number = Double(scalar.text), number.isFinite else {
        return "'\(shown)' is no number"
      }
      return range.contains(number) ? nil : "from \(range.lowerBound) to \(range.upperBound)"
    case .duration:
      return Duration(quantity: scalar.text) == nil ? "write 250ms, 10s, 5m or 1h30m" : nil
    case .size:
      return byteCount(quantity: scalar.text) == nil ? "write 512K, 64M or 2G" : nil
    case .words(let words):
      if words.contains(scalar.text) { return nil }
      return nearest(to: scalar.text, among: words).map { "did you mean '\($0)'?" }
        ?? "'\(shown)' is none of them"
    case .path:
      if scalar.text.utf8.contains(0) { return "a path has no NUL byte" }
      return scalar.text.hasPrefix("/") ? nil : "'\(shown)' is not absolute: it must begin with '/'"
    case .source, .template, .mode, .account:
      return scalar.text.isEmpty || scalar.isNull
        ? "a value is missing" : nil
    default:
      return scalar.isNull ? "a value is missing" : nil
    }
  }
}

private enum Message {
  static func shown(_ name: String) -> String {
    "'\(name)' cannot be a sensitive value: others would see it"
  }
  static let otherWay = "hand it over in a file or in 'environment'"
  static func renumbered(_ name: String) -> String {
    "'\(name)' was given a number that may have been written otherwise"
  }
  static let quote = "quote the number where it is defined"
  static func wrongType(_ name: String, _ type: AttributeType) -> String {
    "'\(name)' must be \(phrase(type))"
  }
  /// The type's name as it stands in a sentence.
  private static func phrase(_ type: AttributeType) -> String {
    switch type {
    case .text, .argument, .references: return type.name
    case .words(let words): return "one of \(words.joined(separator: ", "))"
    case .either(let types): return types.map(phrase).joined(separator: ", or ")
    case .listOrOne(let element): return "\(phrase(element)), or a list of them"
    default:
      let article = type.name.first.map { "aeiou".contains($0) } == true ? "an" : "a"
      return "\(article) \(type.name)"
    }
  }
  static func keyIsNoText(_ name: String) -> String { "a key of '\(name)' must be text" }
  static func unknownField(_ key: String, in name: String) -> String {
    "unknown key '\(key)' of '\(name)'"
  }
  static func outOfRange(_ range: ClosedRange<Int64>) -> String {
    range.upperBound == .max
      ? "at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
  }
  static func mappingHint(_ key: String) -> String { "write { \(key): … }" }

  static func scalarHint(_ node: Node) -> String {
    guard let elements = node.sequence else { return "one value is wanted, no mapping" }
    if elements.count == 1, let scalar = elements[0].scalar, !scalar.isSensitive,
      scalar.text.utf8.count <= 60
    {
      return "write \(scalar.text)"
    }
    return "one value is wanted, no list"
  }

  static func listHint(_ node: Node) -> String? {
    node.scalar.flatMap { scalar in
      if scalar.isSensitive || scalar.text.utf8.count > 60 { return nil }
      return "write [\(scalar.text.split(separator: " ").joined(separator: ", "))]"
    }
  }
}
