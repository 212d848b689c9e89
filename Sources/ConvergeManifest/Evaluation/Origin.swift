internal import ConvergeCore

/// Where an expression stands: the scalar's place, and which `${{` of it.
struct Origin {
  /// What the engine calls the text of an expression, until its place is looked up.
  static let file = "${{ }}"

  /// Of the scalar.
  let place: Place
  /// Nil: the scalar is the expression.
  let number: Int?

  /// Where the `${{` stands, found in the text that the place points into; the scalar's place where
  /// that is not to be had.
  func place(in journal: Journal) -> Place { start(in: journal)?.opening ?? place }

  /// The place within the expression that the engine tells, in the text that the user wrote.
  ///
  /// - Parameter inner: with lines and columns counted from the expression's own first character.
  func place(in journal: Journal, of inner: Place?) -> Place {
    guard let inner, inner.file == Self.file else { return inner ?? place(in: journal) }
    guard let start = start(in: journal)?.expression else { return place }
    let isFirst = inner.line == 1
    let line = start.line + inner.line - 1
    let column = isFirst ? start.column + inner.column - 1 : inner.column
    // YAML may have folded the lines of a scalar into one: then the end of the first is as near as
    // can be said.
    let width = Self.width(ofLine: line, in: journal.text(of: place.file) ?? [])
    return Place(
      file: place.file, line: line, column: min(column, (width ?? column) + 1),
      length: inner.length)
  }

  private static func width(ofLine number: Int, in text: [UInt8]) -> Int? {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard lines.indices.contains(number - 1) else { return nil }
    return String(decoding: lines[number - 1], as: UTF8.self).unicodeScalars.count
  }

  private func start(in journal: Journal) -> (opening: Place, expression: Place)? {
    guard let text = journal.text(of: place.file) else { return nil }
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    guard let number else {
      guard lines.indices.contains(place.line - 1) else { return nil }
      // A quoted scalar begins behind its quote.
      let line = Array(String(decoding: lines[place.line - 1], as: UTF8.self).unicodeScalars)
      let isQuoted =
        line.indices.contains(place.column - 1)
        && ["\"", "'"].contains(line[place.column - 1])
      let start = Place(
        file: place.file, line: place.line, column: place.column + (isQuoted ? 1 : 0))
      return (start, start)
    }
    var left = number
    for line in place.line..<min(lines.count + 1, place.line + 10_000) {
      let scalars = Array(String(decoding: lines[line - 1], as: UTF8.self).unicodeScalars)
      var column = line == place.line ? place.column - 1 : 0
      while column + 2 < scalars.count {
        if scalars[column] == "$", scalars[column + 1] == "{", scalars[column + 2] == "{" {
          if left == 0 {
            return (
              Place(file: place.file, line: line, column: column + 1, length: 3),
              Place(file: place.file, line: line, column: column + 4)
            )
          }
          left -= 1
        }
        column += 1
      }
    }
    return nil
  }
}
