/// Character references of HTML.
enum Entities {
  /// With numbers and the names that people use replaced by their characters.
  static func decoded(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
    var result = ""
    var rest = Array(text.unicodeScalars)[...]
    while let scalar = rest.popFirst() {
      if scalar == "&", let (character, length) = reference(rest) {
        result.unicodeScalars.append(character)
        rest = rest.dropFirst(length)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func reference(_ rest: ArraySlice<UnicodeScalar>) -> (UnicodeScalar, Int)? {
    let name = rest.prefix {
      $0.value < 0x80
        && ($0.properties.isAlphabetic || $0 == "#" || (0x30...0x39).contains($0.value))
    }
    let text = String(scalars: name)
    let hasEnd = rest.dropFirst(name.count).first == ";"
    let length = name.count + (hasEnd ? 1 : 0)
    if text.hasPrefix("#") {
      let digits = text.dropFirst()
      let code =
        digits.first?.lowercased() == "x"
        ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
      return code.map { (UnicodeScalar($0 == 0 ? 0xFFFD : $0) ?? "\u{FFFD}", length) }
    }
    guard hasEnd || legacy.contains(text), let scalar = names[text] else { return nil }
    return (scalar, length)
  }

  private static let legacy: Set = ["amp", "lt", "gt", "quot", "nbsp", "copy", "reg"]

  private static let names: [String: UnicodeScalar] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "copy": "©",
    "reg": "®", "trade": "™", "hellip": "…", "ndash": "–", "mdash": "—", "lsquo": "‘",
    "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»", "euro": "€",
    "pound": "£", "cent": "¢", "yen": "¥", "sect": "§", "para": "¶", "middot": "·", "bull": "•",
    "deg": "°", "plusmn": "±", "times": "×", "divide": "÷", "frac12": "½", "sup2": "²",
    "auml": "ä", "ouml": "ö", "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß",
    "eacute": "é", "egrave": "è", "ecirc": "ê", "agrave": "à", "aacute": "á", "acirc": "â",
    "ccedil": "ç", "ntilde": "ñ", "oacute": "ó", "iacute": "í", "uacute": "ú", "larr": "←",
    "rarr": "→", "uarr": "↑", "darr": "↓", "infin": "∞", "ne": "≠", "le": "≤", "ge": "≥",
  ]
}
