/// JSON from a value, written as Python's `json.dumps` does.
struct JSONText {
  var indent: Int?
  var sortsKeys = false
  private(set) var text = ""

  init(indent: Int? = nil, sortsKeys: Bool = false) {
    self.indent = indent
    self.sortsKeys = sortsKeys
  }

  mutating func write(_ value: Datum, depth: Int = 0, _ run: Run) throws(TemplateError) {
    try run.spend()
    if let indent {
      try run.allow(bytes: indent)
      try run.allow(bytes: max(0, indent) * (depth + 1))
      try run.spend((max(0, indent) * depth) >> 4)
    }
    try run.allow(bytes: text.utf8.count)
    guard depth < 200 else { throw run.failure(.recursion, Message.tooDeep) }
    switch try run.whole(value) {
    case .none: text += "null"
    case .boolean(let flag): text += flag ? "true" : "false"
    case .integer(let number): text += String(number)
    case .float(let number): text += Self.float(number)
    case .string(let string), .markup(let string): append(quoted: string)
    case .list(let box), .tuple(let box): try write(box.elements, depth, run)
    case .dict(let dict): try write(dict, depth, run)
    case .undefined(let undefined):
      throw run.failure(.type, undefined.message, hint: undefined.hint)
    default: throw run.failure(.type, Message.noJSON(run.kindName(value)))
    }
  }

  private static func float(_ number: Double) -> String {
    if number.isNaN { return "NaN" }
    if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
    return FloatText.shortest(number)
  }

  private mutating func write(
    _ elements: [Datum], _ depth: Int, _ run: Run
  ) throws(TemplateError) {
    text += "["
    for (index, element) in elements.enumerated() {
      separate(index, depth + 1)
      try write(element, depth: depth + 1, run)
    }
    if !elements.isEmpty { breakLine(depth) }
    text += "]"
  }

  private mutating func write(_ dict: DictBox, _ depth: Int, _ run: Run) throws(TemplateError) {
    var keys = dict.keys
    if sortsKeys { keys = try run.sorted(keys, keys: keys, isDescending: false) }
    text += "{"
    for (index, key) in keys.enumerated() {
      separate(index, depth + 1)
      append(quoted: try name(key, run))
      text += ": "
      try write(dict.value(of: key, hash: try run.hash(key)) ?? .none, depth: depth + 1, run)
    }
    if !keys.isEmpty { breakLine(depth) }
    text += "}"
  }

  private func name(_ key: Datum, _ run: Run) throws(TemplateError) -> String {
    switch run.reveal(key) {
    case .string(let text), .markup(let text): return text
    case .none: return "null"
    case .boolean(let flag): return flag ? "true" : "false"
    case .integer(let number): return String(number)
    case .float(let number): return Self.float(number)
    default: throw run.failure(.type, Message.noKey(run.kindName(key)))
    }
  }

  private mutating func separate(_ index: Int, _ depth: Int) {
    if index > 0 { text += indent == nil ? ", " : "," }
    breakLine(depth)
  }

  private mutating func breakLine(_ depth: Int) {
    if let indent { text += "\n" + String(repeating: " ", count: max(0, indent) * depth) }
  }

  private mutating func append(quoted string: String) {
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": bytes += "\\\"".utf8
      case "\\": bytes += "\\\\".utf8
      case "\n": bytes += "\\n".utf8
      case "\r": bytes += "\\r".utf8
      case "\t": bytes += "\\t".utf8
      case "\u{8}": bytes += "\\b".utf8
      case "\u{C}": bytes += "\\f".utf8
      case " "..."~": bytes.append(UInt8(scalar.value))
      default: for unit in String(scalar).utf16 { bytes += Self.escape(unit).utf8 }
      }
    }
    bytes.append(UInt8(ascii: "\""))
    text += String(decoding: bytes, as: UTF8.self)
  }

  private static func escape(_ unit: UInt16) -> String {
    let digits = String(unit, radix: 16)
    return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
  }
}

private enum Message {
  static let tooDeep = "the value nests deeper than 200 levels"
  static func noJSON(_ kind: String) -> String { "\(kind) cannot be written as JSON" }
  static func noKey(_ kind: String) -> String { "\(kind) cannot be a key in JSON" }
}
