/// A part of a regular expression.
indirect enum PatternNode: Sendable {
  case scalar(UnicodeScalar)
  case any
  case set(PatternSet)
  case lineStart, lineEnd, textStart, textEnd
  case boundary(isWanted: Bool)
  case group(PatternNode, number: Int?)
  case sequence([PatternNode])
  case alternatives([PatternNode])
  case repeated(PatternNode, least: Int, most: Int, isGreedy: Bool)
  case reference(Int)
  /// What must, or must not, stand there without being taken.
  case ahead(PatternNode, isWanted: Bool)
  case behind(PatternNode, length: Int, isWanted: Bool)

  /// Whether it takes exactly one character.
  var isSingle: Bool {
    switch self {
    case .scalar, .any, .set: true
    default: false
    }
  }

  /// How many characters it takes, where that is always the same.
  var fixedLength: Int? {
    switch self {
    case .scalar, .any, .set: return 1
    case .lineStart, .lineEnd, .textStart, .textEnd, .boundary, .ahead, .behind: return 0
    case .group(let inner, _): return inner.fixedLength
    case .sequence(let parts):
      var sum = 0
      for part in parts {
        guard let length = part.fixedLength else { return nil }
        sum += length
      }
      return sum
    case .alternatives(let parts):
      let lengths = Set(parts.map(\.fixedLength))
      return lengths.count == 1 ? lengths.first ?? nil : nil
    case .repeated(let inner, let least, let most, _):
      guard least == most, let length = inner.fixedLength else { return nil }
      let (product, isTooLarge) = length.multipliedReportingOverflow(by: least)
      return isTooLarge || product > 1 << 30 ? nil : product
    case .reference: return nil
    }
  }
}

/// A set of characters.
struct PatternSet: Sendable {
  enum Member: Sendable {
    case range(ClosedRange<UInt32>)
    case digit(Bool)
    case word(Bool)
    case space(Bool)
  }

  var members: [Member] = []
  var isNegated = false

  func contains(_ scalar: UnicodeScalar, ignoresCase: Bool) -> Bool {
    var holds = has(scalar)
    if !holds, ignoresCase {
      let lower = scalar.properties.lowercaseMapping.unicodeScalars
      let upper = scalar.properties.uppercaseMapping.unicodeScalars
      if lower.count == 1, let other = lower.first { holds = has(other) }
      if !holds, upper.count == 1, let other = upper.first { holds = has(other) }
    }
    return holds != isNegated
  }

  private func has(_ scalar: UnicodeScalar) -> Bool {
    members.contains { member in
      switch member {
      case .range(let range): range.contains(scalar.value)
      case .digit(let isWanted): (scalar.properties.numericType == .decimal) == isWanted
      case .word(let isWanted): scalar.isWordPart == isWanted
      case .space(let isWanted): scalar.isSpace == isWanted
      }
    }
  }
}
