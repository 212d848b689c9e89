extension String {
  /// With `&`, `<`, `>`, `'` and `"` as HTML has them.
  var escaped: String {
    guard utf8.contains(where: Self.isSpecial) else { return self }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(utf8.count + 16)
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
      case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
      case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
      case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
      case UInt8(ascii: "\""): bytes.append(contentsOf: "&#34;".utf8)
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func isSpecial(_ byte: UInt8) -> Bool {
    byte == 38 || byte == 60 || byte == 62 || byte == 39 || byte == 34
  }
}

extension Run {
  /// A value as text that needs no escaping.
  func escaped(_ value: Datum) throws(TemplateError) -> String {
    switch value {
    case .markup(let text): return text
    case .object(let object) where object.isMarkup: return try object.text(self)
    case .sensitive: return try escaped(reveal(value))
    default: return try text(value).escaped
    }
  }
}
