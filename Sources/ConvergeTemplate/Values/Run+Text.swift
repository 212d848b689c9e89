/// Values as text: Python's `str` and `repr`.
extension Run {
  /// What a value prints as.
  func text(_ value: Datum) throws(TemplateError) -> String {
    switch value {
    case .string(let text), .markup(let text): return text
    case .integer(let number): return String(number)
    case .boolean(let flag): return flag ? "True" : "False"
    case .none: return "None"
    case .float(let number): return FloatText.shortest(number)
    case .undefined(let undefined):
      if undefined.isLenient { return "" }
      throw failure(undefined)
    case .object(let object): return try object.text(self)
    case .sensitive: return try text(reveal(value))
    case .list, .tuple, .dict, .missing:
      var text = ""
      try describe(value, into: &text)
      return text
    }
  }

  /// What a value is written as inside another.
  func description(_ value: Datum) throws(TemplateError) -> String {
    var text = ""
    try describe(value, into: &text)
    return text
  }

  func describe(_ value: Datum, into text: inout String) throws(TemplateError) {
    switch value {
    case .string(let string): text += quoted(string)
    case .markup(let string): text += "Markup(\(quoted(string)))"
    case .undefined, .missing: text += "Undefined"
    case .list(let box): try describe(box.elements, "[", "]", into: &text)
    case .tuple(let box):
      try describe(box.elements, "(", box.elements.count == 1 ? ",)" : ")", into: &text)
    case .dict(let dict): try describe(dict, into: &text)
    case .object(let object): text += try object.description(self)
    case .sensitive: try describe(reveal(value), into: &text)
    default: text += try self.text(value)
    }
  }

  private func describe(
    _ elements: [Datum], _ open: String, _ close: String, into text: inout String
  ) throws(TemplateError) {
    try spend(elements.count + 1)
    text += open
    var result = text
    text = ""
    try deepen { () throws(TemplateError) in
      for (position, element) in elements.enumerated() {
        if position > 0 { result += ", " }
        try describe(element, into: &result)
        try allow(bytes: result.utf8.count)
      }
    }
    result += close
    try allow(bytes: result.utf8.count)
    text = result
  }

  private func describe(_ dict: DictBox, into text: inout String) throws(TemplateError) {
    try spend(dict.count + 1)
    var result = text
    text = ""
    result += "{"
    try deepen { () throws(TemplateError) in
      for position in 0..<dict.count {
        if position > 0 { result += ", " }
        try describe(dict.key(at: position), into: &result)
        result += ": "
        try describe(dict.value(at: position), into: &result)
        try allow(bytes: result.utf8.count)
      }
    }
    result += "}"
    try allow(bytes: result.utf8.count)
    text = result
  }

  /// A text in quotes, with escapes for what does not print.
  func quoted(_ string: String) -> String {
    let hasSingle = string.utf8.contains(UInt8(ascii: "'"))
    let quote: UnicodeScalar =
      hasSingle && !string.utf8.contains(UInt8(ascii: "\"")) ? "\"" : "'"
    var text = String.UnicodeScalarView()
    text.append(quote)
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\\", quote: text.append(contentsOf: ["\\", scalar])
      case "\n": text.append(contentsOf: "\\n".unicodeScalars)
      case "\r": text.append(contentsOf: "\\r".unicodeScalars)
      case "\t": text.append(contentsOf: "\\t".unicodeScalars)
      default:
        if scalar.isPrintable {
          text.append(scalar)
        } else {
          text.append(contentsOf: Self.escape(scalar).unicodeScalars)
        }
      }
    }
    text.append(quote)
    return String(text)
  }

  private static func escape(_ scalar: UnicodeScalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let (mark, width) =
      scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\" + mark + String(repeating: "0", count: width - digits.count) + digits
  }

  /// The error of using what is not there.
  func failure(_ undefined: Undefined) -> TemplateError {
    failure(.undefined, undefined.message, hint: undefined.hint)
  }

  func kindName(_ value: Datum) -> String { value.kindName }
}

extension Datum {
  /// What an error calls it.
  var kindName: String {
    switch self {
    case .missing, .undefined: "an undefined value"
    case .none: "none"
    case .boolean: "a boolean"
    case .integer: "an integer"
    case .float: "a float"
    case .string, .markup: "a text"
    case .list: "a list"
    case .tuple: "a tuple"
    case .dict: "a mapping"
    case .object(let object): object.kindName
    case .sensitive(let box): box.inner.kindName
    }
  }
}

extension UnicodeScalar {
  /// What Python's `repr` leaves as it is.
  var isPrintable: Bool {
    if value < 0x7F { return value >= 0x20 }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
      .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }

  /// White space as Python's `str.isspace` and `\s` have it.
  var isSpace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F,
      0x205F, 0x3000:
      true
    default: false
    }
  }
}
