/// Breaking lines.
extension Filters {
  static let wrapTable: [NamedFilter] = [
    .init(
      "wordwrap",
      { (arguments, run) throws(TemplateError) in
        let parameters = ["width", "break_long_words", "wrapstring", "break_on_hyphens"]
        let values = try run.bind("wordwrap", parameters, arguments)
        let width = try run.integer(values[0], default: 79, "the width")
        let end =
          run.isNone(values[2]) ? "\n" : try run.string(values[2] ?? .none, "the wrapstring")
        let wrapper = LineWrapper(
          width: width, breaksLongWords: try run.flag(values[1], default: true),
          breaksOnHyphens: try run.flag(values[3], default: true))
        let text = try run.string(arguments.value, "what is wrapped")
        guard width > 0 || text.isEmpty else { throw run.failure(.value, Message.width) }
        var lines: [String] = []
        var size = 0
        try run.chargeParts(of: text)
        for line in text.lines() {
          try run.spend(line.utf8.count)
          if wrapper.fits(line) {
            size += line.utf8.count + end.utf8.count
            lines.append(line)
          } else {
            let parts = wrapper.wrapped(line)
            size += line.utf8.count + parts.count * end.utf8.count
            lines.append(parts.joined(separator: end))
          }
          try run.allow(bytes: size)
        }
        return .string(lines.joined(separator: end))
      }
    )
  ]
}

/// Breaks a line at spaces and hyphens, as Python's `textwrap` does.
private struct LineWrapper {
  let width: Int
  let breaksLongWords: Bool
  let breaksOnHyphens: Bool

  /// Whether a line stays as it is.
  func fits(_ line: String) -> Bool {
    guard let last = line.unicodeScalars.last, !isBlank(last) else { return false }
    return line.scalarCount <= width
  }

  func wrapped(_ line: String) -> [String] {
    var chunks = chunks(of: Array(line.unicodeScalars)).reversed() as [ArraySlice<UnicodeScalar>]
    var lines: [String] = []
    while !chunks.isEmpty {
      var current: [ArraySlice<UnicodeScalar>] = []
      var length = 0
      if !lines.isEmpty, isSpace(chunks[chunks.count - 1]) { chunks.removeLast() }
      while let next = chunks.last, length + next.count <= width {
        current.append(next)
        length += next.count
        chunks.removeLast()
      }
      if let next = chunks.last, next.count > width {
        breakWord(&chunks, &current, room: max(1, width - length))
      }
      if let last = current.last, isSpace(last) { current.removeLast() }
      if !current.isEmpty { lines.append(String(scalars: current.joined())) }
    }
    return lines
  }

  private func breakWord(
    _ chunks: inout [ArraySlice<UnicodeScalar>], _ current: inout [ArraySlice<UnicodeScalar>],
    room: Int
  ) {
    let word = chunks.removeLast()
    if breaksLongWords {
      var end = word.startIndex + room
      if breaksOnHyphens, word.count > room {
        let hyphen = word[..<end].lastIndex(of: "-") ?? word.startIndex
        if word[..<hyphen].contains(where: { $0 != "-" }) { end = hyphen + 1 }
      }
      current.append(word[..<end])
      if end < word.endIndex { chunks.append(word[end...]) }
    } else if current.isEmpty {
      current.append(word)
    } else {
      chunks.append(word)
    }
  }

  private func isSpace(_ chunk: ArraySlice<UnicodeScalar>) -> Bool { chunk.allSatisfy(isBlank) }

  /// Only these are white space to `textwrap`.
  private func isBlank(_ scalar: UnicodeScalar) -> Bool {
    (0x09...0x0D).contains(scalar.value) || scalar == " "
  }

  /// Runs of white space, and words; words are cut behind hyphens between letters and around
  /// dashes.
  private func chunks(of line: [UnicodeScalar]) -> [ArraySlice<UnicodeScalar>] {
    var chunks: [ArraySlice<UnicodeScalar>] = []
    var position = 0
    while position < line.count {
      let start = position
      let blank = isBlank(line[position])
      while position < line.count, isBlank(line[position]) == blank { position += 1 }
      if blank || !breaksOnHyphens {
        chunks.append(line[start..<position])
      } else {
        chunks += pieces(of: Array(line[start..<position]))
      }
    }
    return chunks
  }

  private func pieces(of word: [UnicodeScalar]) -> [ArraySlice<UnicodeScalar>] {
    var pieces: [ArraySlice<UnicodeScalar>] = []
    var start = 0
    var position = 0
    while position < word.count {
      guard word[position] == "-" else {
        position += 1
        continue
      }
      var end = position
      while end < word.count, word[end] == "-" { end += 1 }
      if end - position == 1 {
        // A hyphen with two letters before it and a letter behind it.
        let hasBefore =
          position - start >= 2 && isLetter(word[position - 1]) && isLetter(word[position - 2])
          || position - start >= 3 && word[position - 2] == "-" && isLetter(word[position - 1])
            && isLetter(word[position - 3])
        let hasAfter =
          end + 1 < word.count && isLetter(word[end])
          && (isLetter(word[end + 1])
            || (word[end + 1] == "-" && end + 2 < word.count && isLetter(word[end + 2])))
        if hasBefore, hasAfter {
          pieces.append(word[start..<end])
          start = end
        }
      } else if position > start, isBeforeDash(word[position - 1]), end < word.count,
        word[end].isWordPart
      {
        pieces.append(word[start..<position])
        pieces.append(word[position..<end])
        start = end
      } else if position == start, start > 0 || position == 0, end < word.count,
        word[end].isWordPart, position > 0
      {
        pieces.append(word[position..<end])
        start = end
      }
      position = end
    }
    if start < word.count { pieces.append(word[start...]) }
    return pieces
  }

  private func isLetter(_ scalar: UnicodeScalar) -> Bool {
    scalar.isWordPart && !(0x30...0x39).contains(scalar.value)
  }

  private func isBeforeDash(_ scalar: UnicodeScalar) -> Bool {
    scalar.isWordPart || "!\"'&.,?".unicodeScalars.contains(scalar)
  }
}

private enum Message {
  static let width = "the width must be greater than zero"
}
