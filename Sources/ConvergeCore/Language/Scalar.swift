/// A scalar as it was written.
package struct Scalar: Sendable, Equatable {
  /// Its characters, after quotes, folding and escapes.
  package let text: String
  /// Whether it was plain, so that the core schema may make a number or a boolean of it.
  package let isPlain: Bool
  /// Whether it must never be shown.
  package let isSensitive: Bool
  /// Whether it is a number that an expression gave, and how it was written is lost: `1.10` is 1.1.
  package let isRenumbered: Bool

  package init(
    _ text: String, isPlain: Bool, isSensitive: Bool = false, isRenumbered: Bool = false
  ) {
    self.text = text
    self.isPlain = isPlain
    self.isSensitive = isSensitive
    self.isRenumbered = isRenumbered
  }

  /// What it is in the YAML 1.2 core schema (section 10.3.2): only `true` and `false`, in their
  /// three spellings, are booleans.
  package var resolved: Value {
    let value = isPlain ? Self.coreSchema(text) : .text(text)
    return isSensitive ? .sensitive(value) : value
  }

  /// Whether it is missing, `~` or `null`, and not marked as sensitive.
  package var isNull: Bool { isPlain && !isSensitive && Self.isNull(text) }

  private static func isNull(_ text: String) -> Bool {
    guard text.utf8.count <= 4 else { return false }
    return switch text {
    case "", "~", "null", "Null", "NULL": true
    default: false
    }
  }

  private static func coreSchema(_ text: String) -> Value {
    if isNull(text) { return .null }
    switch text {
    case "true", "True", "TRUE": return .boolean(true)
    case "false", "False", "FALSE": return .boolean(false)
    case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .float(.infinity)
    case "-.inf", "-.Inf", "-.INF": return .float(-.infinity)
    case ".nan", ".NaN", ".NAN": return .float(.nan)
    default: break
    }
    guard let first = text.utf8.first, isNumberStart(first) else { return .text(text) }
    if let integer = integer(text) { return .integer(integer) }
    if isFloat(text), let float = Double(text) { return .float(float) }
    return .text(text)
  }

  private static func isNumberStart(_ byte: UInt8) -> Bool {
    (48...57).contains(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }

  private static func integer(_ text: String) -> Int64? {
    if text.hasPrefix("0x") { return unsigned(text.dropFirst(2), radix: 16) }
    if text.hasPrefix("0o") { return unsigned(text.dropFirst(2), radix: 8) }
    return Int64(text)
  }

  private static func unsigned(_ digits: Substring, radix: Int) -> Int64? {
    digits.first.map { $0 != "-" && $0 != "+" } == true ? Int64(digits, radix: radix) : nil
  }

  /// `[-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?`
  private static func isFloat(_ text: String) -> Bool {
    var rest = Substring(text)
    func digits() -> Int {
      let count = rest.prefix { $0.isASCII && $0.isNumber }.count
      rest = rest.dropFirst(count)
      return count
    }
    if rest.first == "+" || rest.first == "-" { rest = rest.dropFirst() }
    let whole = digits()
    var fraction = 0
    if rest.first == "." {
      rest = rest.dropFirst()
      fraction = digits()
    }
    guard whole + fraction > 0 else { return false }
    if rest.first == "e" || rest.first == "E" {
      rest = rest.dropFirst()
      if rest.first == "+" || rest.first == "-" { rest = rest.dropFirst() }
      guard digits() > 0 else { return false }
    }
    return rest.isEmpty
  }
}
