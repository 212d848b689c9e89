/// Texts as Python's methods see them: as sequences of code points.
extension String {
  var scalarCount: Int {
    utf8.withContiguousStorageIfAvailable { bytes in
      var count = 0
      for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
      return count
    } ?? unicodeScalars.count
  }

  init(scalars: some Sequence<UnicodeScalar>) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(scalars.underestimatedCount)
    for scalar in scalars {
      if scalar.value < 0x80 {
        bytes.append(UInt8(scalar.value))
      } else {
        bytes.append(contentsOf: String(scalar).utf8)
      }
    }
    self = String(decoding: bytes, as: UTF8.self)
  }

  /// Whether there are any, and all are so.
  func allScalars(_ isSo: (UnicodeScalar) -> Bool) -> Bool {
    !isEmpty && unicodeScalars.allSatisfy(isSo)
  }

  /// In lower case, with the sigma that ends a word.
  var pythonLowercased: String {
    let isLower = utf8.withContiguousStorageIfAvailable { bytes in
      bytes.allSatisfy { $0 < 0x80 && !(0x41...0x5A).contains($0) }
    }
    return isLower == true ? self : lowercased()
  }

  /// The first character in title case, the rest in lower case.
  var capitalizedOnce: String {
    guard let first = unicodeScalars.first else { return self }
    return first.properties.titlecaseMapping
      + String(scalars: unicodeScalars.dropFirst()).pythonLowercased
  }

  /// Every word in title case, words being runs of letters.
  var titled: String {
    var text = ""
    var isInWord = false
    for scalar in unicodeScalars {
      text += isInWord ? scalar.properties.lowercaseMapping : scalar.properties.titlecaseMapping
      isInWord = scalar.properties.isCased
    }
    return text
  }

  var isLowercaseText: Bool {
    var found = false
    for scalar in unicodeScalars {
      if scalar.properties.isUppercase || scalar.properties.generalCategory == .titlecaseLetter {
        return false
      }
      found = found || scalar.properties.isLowercase
    }
    return found
  }

  var isUppercaseText: Bool {
    var found = false
    for scalar in unicodeScalars {
      if scalar.properties.isLowercase || scalar.properties.generalCategory == .titlecaseLetter {
        return false
      }
      found = found || scalar.properties.isUppercase
    }
    return found
  }

  var isTitled: Bool {
    var found = false
    var isAfterCased = false
    for scalar in unicodeScalars {
      let isUpper =
        scalar.properties.isUppercase || scalar.properties.generalCategory == .titlecaseLetter
      if isUpper, isAfterCased { return false }
      if scalar.properties.isLowercase, !isAfterCased { return false }
      isAfterCased = isUpper || scalar.properties.isLowercase
      found = found || isAfterCased
    }
    return found
  }

  var isIdentifier: Bool {
    guard let first = unicodeScalars.first, first == "_" || first.properties.isXIDStart else {
      return false
    }
    return unicodeScalars.allSatisfy { $0.properties.isXIDContinue }
  }

  func hasTextPrefix(_ part: String) -> Bool { utf8.starts(with: part.utf8) }

  func hasTextSuffix(_ part: String) -> Bool {
    utf8.count >= part.utf8.count && utf8.suffix(part.utf8.count).elementsEqual(part.utf8)
  }

  func replacingText(_ old: String, with new: String, limit: Int = .max) -> String {
    guard limit > 0 else { return self }
    if old.isEmpty { return interleaved(new, limit: limit) }
    let found = ByteSearch.all(old, in: self, limit: limit)
    guard !found.isEmpty else { return self }
    let bytes = Array(utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count + found.count * max(0, new.utf8.count - old.utf8.count))
    var start = 0
    for offset in found {
      result += bytes[start..<offset]
      result += new.utf8
      start = offset + old.utf8.count
    }
    result += bytes[start...]
    return String(decoding: result, as: UTF8.self)
  }

  /// With `new` before each character and at the end.
  private func interleaved(_ new: String, limit: Int) -> String {
    var result = ""
    var count = 0
    for scalar in unicodeScalars {
      if count < limit {
        result += new
        count += 1
      }
      result.unicodeScalars.append(scalar)
    }
    return count < limit ? result + new : result
  }

  /// Without white space at one end or both.
  func stripped(start: Bool = true, end: Bool = true) -> String {
    let plain = utf8.withContiguousStorageIfAvailable { bytes -> String? in
      var (first, last) = (0, bytes.count)
      if start { while first < last, Self.isSpace(bytes[first]) { first += 1 } }
      if end { while last > first, Self.isSpace(bytes[last - 1]) { last -= 1 } }
      guard first < last else { return "" }
      // What is not ASCII may be white space too.
      if bytes[first] >= 0x80 || bytes[last - 1] >= 0x80 { return nil }
      if first == 0, last == bytes.count { return self }
      return String(decoding: bytes[first..<last], as: UTF8.self)
    }
    if let plain, let plain { return plain }
    return stripped(start: start, end: end, \.isSpace)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    (0x09...0x0D).contains(byte) || (0x1C...0x20).contains(byte)
  }

  /// Without what `drops` names at one end or both.
  func stripped(
    start: Bool = true, end: Bool = true, _ drops: (UnicodeScalar) -> Bool
  ) -> String {
    var scalars = unicodeScalars[...]
    if start { scalars = scalars.drop(while: drops) }
    if end { while let last = scalars.last, drops(last) { scalars.removeLast() } }
    return String(scalars)
  }

  /// Between white space, without empty parts.
  func splitAtSpace(limit: Int = .max) -> [String] {
    var parts: [String] = []
    var rest = unicodeScalars[...].drop(while: \.isSpace)
    while !rest.isEmpty {
      if parts.count >= limit {
        parts.append(String(rest).stripped(start: false))
        break
      }
      let part = rest.prefix { !$0.isSpace }
      parts.append(String(part))
      rest = rest[part.endIndex...].drop(while: \.isSpace)
    }
    return parts
  }

  func split(at separator: String, limit: Int = .max) -> [String] {
    let bytes = Array(utf8)
    var parts: [String] = []
    var start = 0
    for offset in ByteSearch.all(separator, in: self, limit: limit) {
      parts.append(String(decoding: bytes[start..<offset], as: UTF8.self))
      start = offset + separator.utf8.count
    }
    parts.append(String(decoding: bytes[start...], as: UTF8.self))
    return parts
  }

  /// Its lines; every line break that Python knows counts.
  func lines(keepsEnds: Bool = false) -> [String] {
    var text = self
    return text.withUTF8 { bytes in
      var lines: [String] = []
      var start = 0
      var position = 0
      while position < bytes.count {
        let size = Self.lineBreak(in: bytes, at: position)
        if size == 0 {
          position += 1
          continue
        }
        let end = keepsEnds ? position + size : position
        lines.append(String(decoding: bytes[start..<end], as: UTF8.self))
        position += size
        start = position
      }
      if start < bytes.count { lines.append(String(decoding: bytes[start...], as: UTF8.self)) }
      return lines
    }
  }

  /// How many bytes the line break at `position` has; none where there is none.
  @inline(__always)
  private static func lineBreak(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int {
    func byte(_ offset: Int) -> UInt8 {
      position + offset < bytes.count ? bytes[position + offset] : 0
    }
    switch bytes[position] {
    case 0x0D: return byte(1) == 0x0A ? 2 : 1
    case 0x0A...0x0C, 0x1C...0x1E: return 1
    case 0xC2: return byte(1) == 0x85 ? 2 : 0
    case 0xE2: return byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9) ? 3 : 0
    default: return 0
    }
  }
}

extension UnicodeScalar {
  var isLetter: Bool {
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}

/// Whether a text comes before another by code points, which is the order of the bytes of UTF-8.
func isBeforeText(_ left: String, _ right: String) -> Bool {
  left.utf8.withContiguousStorageIfAvailable { first in
    right.utf8.withContiguousStorageIfAvailable { second in
      let count = min(first.count, second.count)
      var position = 0
      while position < count, first[position] == second[position] { position += 1 }
      if position == count { return first.count < second.count }
      return first[position] < second[position]
    }
  }.flatMap(\.self) ?? left.utf8.lexicographicallyPrecedes(right.utf8)
}
