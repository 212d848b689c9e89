/// Which characters a place of a regular expression takes.
struct CharacterClass: Sendable {
  indirect enum Part: Sendable {
    case range(ClosedRange<UInt32>)
    case digit, word, space
    case other(than: CharacterClass)
  }

  var parts: [Part] = []
  var isNegated = false
  /// Whether ASCII letters of both cases are the same.
  var ignoresCase = false

  static let any = CharacterClass(isNegated: true)
  static let digit = CharacterClass(parts: [.digit])
  static let word = CharacterClass(parts: [.word])
  static let space = CharacterClass(parts: [.space])

  /// The names of POSIX, as `[:alpha:]`; of ASCII.
  static let named: [String: [ClosedRange<UInt32>]] = [
    "alpha": [65...90, 97...122], "digit": [48...57], "alnum": [48...57, 65...90, 97...122],
    "upper": [65...90], "lower": [97...122], "space": [9...13, 32...32], "blank": [9...9, 32...32],
    "punct": [33...47, 58...64, 91...96, 123...126], "xdigit": [48...57, 65...70, 97...102],
    "cntrl": [0...31, 127...127], "print": [32...126], "graph": [33...126],
  ]

  /// One character.
  init(_ scalar: Unicode.Scalar, ignoresCase: Bool) {
    self.init(parts: [.range(scalar.value...scalar.value)], ignoresCase: ignoresCase)
  }

  init(parts: [Part] = [], isNegated: Bool = false, ignoresCase: Bool = false) {
    self.parts = parts
    self.isNegated = isNegated
    self.ignoresCase = ignoresCase
  }

  var negated: CharacterClass {
    CharacterClass(parts: parts, isNegated: !isNegated, ignoresCase: ignoresCase)
  }

  func contains(_ scalar: Unicode.Scalar) -> Bool {
    let isMember =
      has(scalar) || (ignoresCase && Self.otherCase(of: scalar).map(has) ?? false)
    return isMember != isNegated
  }

  private func has(_ scalar: Unicode.Scalar) -> Bool {
    parts.contains { part in
      switch part {
      case .range(let range): range.contains(scalar.value)
      case .digit: (48...57).contains(scalar.value)
      case .word: Self.isWord(scalar)
      case .space: scalar.properties.isWhitespace
      case .other(let characters): !characters.contains(scalar)
      }
    }
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return (48...57).contains(scalar.value) || (65...90).contains(scalar.value)
        || (97...122).contains(scalar.value) || scalar == "_"
    }
    return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  private static func otherCase(of scalar: Unicode.Scalar) -> Unicode.Scalar? {
    switch scalar.value {
    case 65...90: Unicode.Scalar(scalar.value + 32)
    case 97...122: Unicode.Scalar(scalar.value - 32)
    default: nil
    }
  }
}
