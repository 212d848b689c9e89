/// What a terminal may be given of a text that comes from a host or a user.
extension String {
  /// With control characters, and those that turn the direction of writing, as visible escapes:
  /// what is shown cannot move the cursor, set a title or hide a part of itself.
  package var visible: String {
    guard unicodeScalars.contains(where: \.isUnseen) else { return self }
    var shown = ""
    for scalar in unicodeScalars {
      switch scalar {
      case "\n": shown += "\\n"
      case "\r": shown += "\\r"
      case "\t": shown += "\\t"
      case _ where scalar.isUnseen: shown += "\\u{\(String(scalar.value, radix: 16))}"
      default: shown.unicodeScalars.append(scalar)
      }
    }
    return shown
  }

  /// As `visible`, with tabs as they are.
  var visibleLine: String {
    split(separator: "\t", omittingEmptySubsequences: false)
      .map { String($0).visible }.joined(separator: "\t")
  }

  /// How many columns it takes on a terminal.
  package var columns: Int { unicodeScalars.reduce(0) { $0 + $1.columns } }

  /// Filled with spaces up to `width` columns.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(0, width - columns))
  }
}

extension Unicode.Scalar {
  /// Control characters, and the marks of Unicode's bidirectional algorithm (UAX 9).
  var isUnseen: Bool {
    switch value {
    case 0..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  /// 0 for marks that sit on the character before, 2 for wide ones (UAX 11, and emoji), else 1.
  var columns: Int {
    switch value {
    case 0x300..<0x370, 0x200B...0x200F, 0x20D0..<0x2100, 0xFE00...0xFE0F, 0xFE20...0xFE2F: 0
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF,
      0xA000...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      2
    default: 1
    }
  }
}
