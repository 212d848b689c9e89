/// YAML from a value, in the shape in which PyYAML writes it for Ansible: keys sorted, one
/// document without marks.
struct YAMLText {
  /// Which collections stand in brackets.
  enum Flow { case never, always, leaves }

  private let flow: Flow
  private let indent: Int
  private var text = ""

  /// A line in brackets is broken behind this column, and plain text at a space.
  private static let width = 80

  init(flow: Flow, indent: Int) {
    self.flow = flow
    self.indent = (2...9).contains(indent) ? indent : 2
  }

  mutating func document(_ value: Datum, _ run: Run) throws(TemplateError) -> String {
    try write(value, column: 0, isInSequence: false, run)
    return text + "\n"
  }

  private func isFlow(_ value: Datum, _ run: Run) throws(TemplateError) -> Bool {
    let children: [Datum]
    switch try run.whole(value) {
    case .dict(let dict): children = dict.values
    case .list(let box), .tuple(let box): children = box.elements
    default: return true
    }
    if children.isEmpty || flow == .always { return true }
    if flow == .never { return false }
    for child in children {
      switch try run.whole(child) {
      case .dict, .list, .tuple: return false
      default: break
      }
    }
    return true
  }

  private mutating func write(
    _ value: Datum, column: Int, isInSequence: Bool, _ run: Run
  ) throws(TemplateError) {
    try run.spend()
    try run.allow(bytes: text.utf8.count)
    guard column < 400 else { throw run.failure(.recursion, Message.tooDeep) }
    if try isFlow(value, run) { return try writeFlow(value, column: column, run) }
    switch try run.whole(value) {
    case .dict(let dict):
      for (index, key) in try sorted(dict, run).enumerated() {
        if index > 0 { breakLine(column) }
        try writeFlow(key, column: column, run)
        text += ":"
        let inner = dict.value(of: key, hash: try run.hash(key)) ?? .none
        try writeMember(inner, column: column, run)
      }
    case .list(let box), .tuple(let box):
      for (index, element) in box.elements.enumerated() {
        if index > 0 { breakLine(column) }
        text += "-" + String(repeating: " ", count: try isFlow(element, run) ? 1 : indent - 1)
        try write(element, column: column + indent, isInSequence: true, run)
      }
    default: break
    }
  }

  /// The value behind a key: on its line where it is one, else below it.
  private mutating func writeMember(
    _ value: Datum, column: Int, _ run: Run
  ) throws(TemplateError) {
    if try isFlow(value, run) {
      text += " "
      return try writeFlow(value, column: column + indent, run)
    }
    // A sequence stands at its key's own column, as PyYAML has it.
    var below = column + indent
    switch try run.whole(value) {
    case .list, .tuple: below = column
    default: break
    }
    breakLine(below)
    try write(value, column: below, isInSequence: false, run)
  }

  private mutating func writeFlow(
    _ value: Datum, column: Int, isInFlow: Bool = false, _ run: Run
  ) throws(TemplateError) {
    try run.spend(1 + column >> 4)
    try run.allow(bytes: text.utf8.count)
    guard column < 400 else { throw run.failure(.recursion, Message.tooDeep) }
    switch try run.whole(value) {
    case .dict(let dict):
      text += "{"
      for (index, key) in try sorted(dict, run).enumerated() {
        if index > 0 { text += "," }
        spaceOrBreak(index, column)
        try writeFlow(key, column: column + indent, isInFlow: true, run)
        text += ": "
        let inner = dict.value(of: key, hash: try run.hash(key)) ?? .none
        try writeFlow(inner, column: column + indent, isInFlow: true, run)
      }
      text += "}"
    case .list(let box), .tuple(let box):
      text += "["
      for (index, element) in box.elements.enumerated() {
        if index > 0 { text += "," }
        spaceOrBreak(index, column)
        try writeFlow(element, column: column + indent, isInFlow: true, run)
      }
      text += "]"
    case .none: text += "null"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .float(let number): text += YAMLScalar.float(number)
    case .string(let string), .markup(let string):
      let scalar = YAMLScalar(
        string, start: lineLength, column: max(column, indent), isInFlow: isInFlow)
      text += scalar.text
    case .undefined(let undefined): throw run.failure(undefined)
    default: throw run.failure(.type, Message.noYAML(run.kindName(value)))
    }
  }

  private var lineLength: Int {
    var count = 0
    for byte in text.utf8.reversed() {
      if byte == 0x0A { break }
      if byte & 0xC0 != 0x80 { count += 1 }
    }
    return count
  }

  private mutating func spaceOrBreak(_ index: Int, _ column: Int) {
    if lineLength > Self.width {
      breakLine(column)
    } else if index > 0 {
      text += " "
    }
  }

  private mutating func breakLine(_ column: Int) {
    text += "\n" + String(repeating: " ", count: column)
  }

  private func sorted(_ dict: DictBox, _ run: Run) throws(TemplateError) -> [Datum] {
    if let keys = try? run.sorted(dict.keys, keys: dict.keys, isDescending: false) { return keys }
    return dict.keys
  }
}

private enum Message {
  static let tooDeep = "the value nests too deep for YAML"
  static func noYAML(_ kind: String) -> String { "\(kind) cannot be written as YAML" }
}
