/// A value over several lines of at most 80 characters, as Python's `pprint` writes it.
struct PrettyText {
  private(set) var text = ""
  private let run: Run

  private static let width = 80

  init(_ run: Run) { self.run = run }

  mutating func write(
    _ value: Datum, indent: Int = 0, allowance: Int = 0, level: Int = 0
  ) throws(TemplateError) {
    try run.spend()
    guard level < 100 else { throw run.failure(.recursion, Message.tooDeep) }
    let line = try line(value)
    guard line.scalarCount > Self.width - indent - allowance else {
      text += line
      return
    }
    switch run.reveal(value) {
    case .dict(let dict): try write(dict, indent, allowance, level)
    case .list(let box):
      text += "["
      try write(box.elements, indent, allowance + 1, level)
      text += "]"
    case .tuple(let box):
      let end = box.elements.count == 1 ? ",)" : ")"
      text += "("
      try write(box.elements, indent, allowance + end.count, level)
      text += end
    case .string(let string): try write(string, indent, allowance, isTop: level == 0)
    default: text += line
    }
  }

  /// All on one line, mappings sorted by key.
  private func line(_ value: Datum) throws(TemplateError) -> String {
    try run.deepen { () throws(TemplateError) in
      let line = try wholeLine(value)
      try run.allow(bytes: line.utf8.count)
      try run.spend(line.utf8.count >> 4)
      return line
    }
  }

  private func wholeLine(_ value: Datum) throws(TemplateError) -> String {
    switch run.reveal(value) {
    case .dict(let dict):
      var parts: [String] = []
      for key in try sorted(dict) {
        let value = dict.value(of: key, hash: try run.hash(key)) ?? .none
        parts.append(try line(key) + ": " + line(value))
      }
      return "{" + parts.joined(separator: ", ") + "}"
    case .list(let box):
      var parts: [String] = []
      for element in box.elements { parts.append(try line(element)) }
      return "[" + parts.joined(separator: ", ") + "]"
    case .tuple(let box):
      var parts: [String] = []
      for element in box.elements { parts.append(try line(element)) }
      return "(" + parts.joined(separator: ", ") + (parts.count == 1 ? ",)" : ")")
    default: return try run.description(value)
    }
  }

  /// The keys in order; where they have none, by type.
  private func sorted(_ dict: DictBox) throws(TemplateError) -> [Datum] {
    if let keys = try? run.sorted(dict.keys, keys: dict.keys, isDescending: false) { return keys }
    let names = dict.keys.map { Datum.string(run.kindName($0)) }
    return try run.sorted(dict.keys, keys: names, isDescending: false)
  }

  private mutating func write(
    _ dict: DictBox, _ indent: Int, _ allowance: Int, _ level: Int
  ) throws(TemplateError) {
    text += "{"
    let keys = try sorted(dict)
    for (index, key) in keys.enumerated() {
      let name = try line(key)
      if index > 0 { try breakLine(indent + 1) }
      text += name + ": "
      try write(
        dict.value(of: key, hash: try run.hash(key)) ?? .none,
        indent: indent + 1 + name.scalarCount + 2,
        allowance: index == keys.count - 1 ? allowance + 1 : 1, level: level + 1)
    }
    text += "}"
  }

  private mutating func write(
    _ elements: [Datum], _ indent: Int, _ allowance: Int, _ level: Int
  ) throws(TemplateError) {
    for (index, element) in elements.enumerated() {
      if index > 0 { try breakLine(indent + 1) }
      try write(
        element, indent: indent + 1,
        allowance: index == elements.count - 1 ? allowance : 1, level: level + 1)
    }
  }

  private mutating func breakLine(_ indent: Int) throws(TemplateError) {
    try run.spend(indent >> 4)
    try run.allow(bytes: text.utf8.count + indent)
    text += ",\n" + String(repeating: " ", count: indent)
  }

  /// A long text in pieces, one on each line.
  private mutating func write(
    _ string: String, _ indent: Int, _ allowance: Int, isTop: Bool
  ) throws(TemplateError) {
    try run.chargeParts(of: string)
    let indent = isTop ? indent + 1 : indent
    let allowance = isTop ? allowance + 1 : allowance
    let width = Self.width - indent
    var chunks: [String] = []
    let lines = string.lines(keepsEnds: true)
    for (index, line) in lines.enumerated() {
      let isLast = index == lines.count - 1
      let whole = run.quoted(line)
      if whole.scalarCount <= width - (isLast ? allowance : 0) {
        chunks.append(whole)
        continue
      }
      var current = ""
      let parts = Self.parts(of: line)
      for (number, part) in parts.enumerated() {
        let room = width - (isLast && number == parts.count - 1 ? allowance : 0)
        if run.quoted(current + part).scalarCount > room {
          if !current.isEmpty { chunks.append(run.quoted(current)) }
          current = part
        } else {
          current += part
        }
      }
      if !current.isEmpty { chunks.append(run.quoted(current)) }
    }
    if chunks.count == 1 {
      text += chunks[0]
      return
    }
    let (margins, isTooLarge) = chunks.count.multipliedReportingOverflow(by: indent)
    try run.allow(bytes: isTooLarge ? .max : margins)
    let pieces = chunks.joined(separator: "\n" + String(repeating: " ", count: indent))
    text += isTop ? "(" + pieces + ")" : pieces
  }

  /// Words, each with the white space behind it.
  private static func parts(of line: String) -> [String] {
    var parts: [String] = []
    var current = String.UnicodeScalarView()
    for scalar in line.unicodeScalars {
      if !scalar.isSpace, let last = current.last, last.isSpace {
        parts.append(String(current))
        current = String.UnicodeScalarView()
      }
      current.append(scalar)
    }
    if !current.isEmpty { parts.append(String(current)) }
    return parts
  }
}

private enum Message {
  static let tooDeep = "the value nests deeper than 100 levels"
}
