/// A part of a regular expression.
indirect enum PatternNode: Sendable {
  /// Something that is true of a place between two characters.
  enum Assertion: Sendable {
    case start, end, wordBoundary, noWordBoundary

    func holds(between before: Unicode.Scalar?, _ after: Unicode.Scalar?) -> Bool {
      let isBoundary =
        (before.map(CharacterClass.word.contains) ?? false)
        != (after.map(CharacterClass.word.contains) ?? false)
      return switch self {
      case .start: before == nil
      case .end: after == nil
      case .wordBoundary: isBoundary
      case .noWordBoundary: !isBoundary
      }
    }
  }

  case one(CharacterClass)
  case assert(Assertion)
  case sequence([PatternNode])
  case choice(PatternNode, PatternNode)
  /// nil: without end.
  case repeated(PatternNode, least: Int, most: Int?)
}
